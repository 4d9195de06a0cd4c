import { expect, it } from 'vitest'
import type { Properties } from '../../../../infra/local/providers/definition/property.ts'
import { inputsAfter, stateAfter } from '../../../../infra/local/providers/definition/reading.ts'
import { Secret } from '../../../../infra/local/providers/plugin/value.ts'

const properties = {
  name: { type: 'string' },
  lifespan: { type: 'string', computed: true, canonical: (text) => text.replace('0s', '') },
  members: { type: 'set' },
  password: { type: 'string', secret: true },
  force: { type: 'boolean', unread: true },
  initial: { type: 'string', createOnly: true },
} as const satisfies Properties

const known = {
  name: 'a',
  lifespan: '5m',
  members: ['b', 'a'],
  password: new Secret('x'),
  force: true,
  initial: 'first',
}
const same = { name: 'a', lifespan: '5m0s', members: ['a', 'b'], password: 'x', path: '/a' }

it('keeps the spelling of the state where the server means the same', () => {
  expect(stateAfter(properties, known, same)).toEqual({ ...known, path: '/a' })
})

it('takes what the server says where it means something else', () => {
  const drifted = { ...same, name: 'b', lifespan: undefined, members: [], password: 'y' }
  expect(stateAfter(properties, known, drifted)).toEqual({
    name: 'b',
    members: [],
    password: 'y',
    force: true,
    initial: 'first',
    path: '/a',
  })
})

it('leaves to the server what the program left to it, and keeps what only creation applied', () => {
  const inputs = { name: 'a', initial: 'second' }
  expect(inputsAfter(properties, inputs, stateAfter(properties, known, same))).toEqual(inputs)
})

it('takes every input from the server for an import', () => {
  expect(inputsAfter(properties, {}, stateAfter(properties, {}, same))).toEqual({
    name: 'a',
    lifespan: '5m0s',
    members: ['a', 'b'],
    password: 'x',
  })
})
