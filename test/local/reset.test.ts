import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { layoutOf } from '../../infra/local/layout.ts'
import { tryLock } from '../../infra/local/lock.ts'
import { reset } from '../../infra/local/reset.ts'

function asker(answer: string | undefined) {
  const input = Object.assign(new PassThrough(), { isTTY: answer !== undefined })
  const output = new PassThrough()
  let text = ''
  output.setEncoding('utf8').on('data', (chunk: string) => {
    // Answered when asked, as a person does.
    if (chunk.includes('Type "yes"')) input.write(`${answer}\n`)
    text += chunk
  })
  return { input, output, said: () => text }
}

function state(): string {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'gatehouse-reset-'))
  writeFileSync(layoutOf(stateDir).secretsFile, '{}')
  return stateDir
}

describe('--reset', () => {
  it.each<[string, boolean, string | undefined, number, boolean]>([
    ['forgets all after a yes', false, 'yes', 0, false],
    ['changes nothing after anything else', false, 'y', 2, true],
    ['changes nothing where nobody can be asked', false, undefined, 2, true],
    ['asks nobody with --yes', true, undefined, 0, false],
  ])('%s', async (_name, yes, answer, code, kept) => {
    const stateDir = state()
    expect(await reset(stateDir, { yes }, asker(answer))).toBe(code)
    expect(existsSync(stateDir)).toBe(kept)
  })

  it('has nothing to do where nothing is stored', async () => {
    const who = asker(undefined)
    expect(await reset('/nonexistent/gatehouse', { yes: false }, who)).toBe(0)
    await expect.poll(() => who.said()).toContain('Nothing is stored')
  })

  it('never takes the state from under a stack that is up', async () => {
    const stateDir = state()
    tryLock(layoutOf(stateDir).lockFile)
    await expect(reset(stateDir, { yes: true }, asker(undefined))).rejects.toThrow(/nothing was changed/)
    expect(existsSync(layoutOf(stateDir).secretsFile)).toBe(true)
  })
})
