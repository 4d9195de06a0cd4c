import { describe, expect, it } from 'vitest'
import type { StackFacts } from '../../../infra/local/facts.ts'
import { silent } from '../../../infra/local/progress.ts'
import type { Check } from '../../../infra/local/smoke/checks.ts'
import { prove } from '../../../infra/local/smoke/prove.ts'

const holds: Check = { name: 'water is wet', prove: () => Promise.resolve() }
const fails: Check = { name: 'fire is cold', prove: () => Promise.reject(new Error('it burnt')) }
/** The checks of these tests ask the stack nothing. */
const facts = {} as StackFacts

describe('the smoke proof', () => {
  it('says in one line what was proved', async () => {
    const proof = await prove(facts, silent, [holds, { ...holds, name: 'ice floats' }])
    expect(proof).toEqual({ passed: true, line: 'smoke proof passed, 2 of 2: water is wet; ice floats' })
  })

  it('says in one line what does not hold, and runs the rest all the same', async () => {
    const proof = await prove(facts, silent, [fails, holds, { ...fails, name: 'up is down' }])
    expect(proof).toEqual({
      passed: false,
      line: 'smoke proof FAILED, 2 of 3 do not hold: fire is cold; up is down',
    })
  })
})
