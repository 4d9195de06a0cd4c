import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { lock, tryLock } from '../../infra/local/lock.ts'
import { identify, isAlive } from '../../infra/local/process-identity.ts'

const folder = () => mkdtempSync(path.join(tmpdir(), 'gatehouse-lock-'))
const children: { kill(signal: 'SIGKILL'): void }[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A process that does nothing until it is killed. */
async function idler() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log("up")'])
  children.push(child)
  await once(child.stdout, 'data')
  const identity = identify(child.pid ?? 0)
  if (identity === undefined) throw new Error('the idler is not there')
  return { child, identity }
}

describe('a process identity', () => {
  it('is that of a running process until it ends', async () => {
    const { child, identity } = await idler()
    expect(isAlive(identity)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isAlive(identity)).toBe(false)
  })

  it('is not that of another process that has got the same pid', async () => {
    const { identity } = await idler()
    expect(isAlive({ ...identity, startedAt: `${identity.startedAt}0` })).toBe(false)
  })
})

describe('a lock', () => {
  it('is held by one, and says by whom', () => {
    const file = path.join(folder(), 'x.lock')
    const first = tryLock(file)
    expect(tryLock(file)).toEqual({ heldBy: expect.objectContaining({ pid: process.pid }) })
    if ('release' in first) first.release()
    expect(tryLock(file)).toHaveProperty('release')
  })

  it('of a process that has ended is taken over, and nothing is left beside it', async () => {
    const at = folder()
    const file = path.join(at, 'x.lock')
    const { child, identity } = await idler()
    writeFileSync(file, JSON.stringify(identity))
    expect(tryLock(file)).toEqual({ heldBy: expect.objectContaining({ pid: identity.pid }) })
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(tryLock(file)).toHaveProperty('release')
    expect(readdirSync(at)).toEqual(['x.lock'])
  })

  it('is waited for, and the wait is told once', async () => {
    const file = path.join(folder(), 'x.lock')
    const first = await lock(file)
    const waits: number[] = []
    const second = lock(file, { onWait: ({ pid }) => waits.push(pid) })
    await expect.poll(() => waits).toEqual([process.pid])
    first.release()
    ;(await second).release()
    expect(waits).toEqual([process.pid])
  })

  it('is no longer waited for when the wait is aborted', async () => {
    const file = path.join(folder(), 'x.lock')
    await lock(file)
    const abort = new AbortController()
    const second = lock(file, { signal: abort.signal, onWait: () => abort.abort() })
    await expect(second).rejects.toThrow(/abort/i)
  })
})
