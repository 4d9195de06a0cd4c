import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { identify } from '../../../infra/local/process-identity.ts'
import { silent } from '../../../infra/local/progress.ts'
import { cached, isCached } from '../../../infra/local/tools/cache.ts'

function item(
  make: (folder: string) => Promise<void>,
  cacheDir = mkdtempSync(path.join(tmpdir(), 'gatehouse-cache-')),
) {
  return { cacheDir, name: 'tool-1.0', make, step: silent.step('tool'), signal: new AbortController().signal }
}
const fill = async (folder: string) => writeFileSync(path.join(folder, 'tool'), 'whole')

describe('the cache of tools', () => {
  it('makes an item once', async () => {
    let times = 0
    const wanted = item(async (folder) => {
      times += 1
      await fill(folder)
    })
    const folders = await Promise.all([cached(wanted), cached(wanted), cached(wanted)])
    expect(new Set(folders).size).toBe(1)
    expect(times).toBe(1)
    expect(readdirSync(wanted.cacheDir)).toEqual(['tool-1.0'])
  })

  it('keeps nothing of an item that could not be made', async () => {
    const wanted = item(async (folder) => {
      await fill(folder)
      throw new Error('cut off')
    })
    await expect(cached(wanted)).rejects.toThrow('cut off')
    expect(isCached(wanted.cacheDir, 'tool-1.0')).toBe(false)
    expect(readdirSync(wanted.cacheDir)).toEqual([])
  })

  it('never takes a folder without its mark for an item, and clears what a killed start left', async () => {
    const wanted = item(fill)
    mkdirSync(path.join(wanted.cacheDir, 'tool-1.0'))
    writeFileSync(path.join(wanted.cacheDir, 'tool-1.0', 'half'), '')
    mkdirSync(path.join(wanted.cacheDir, 'tool-1.0.draft-old'))
    const folder = await cached(wanted)
    expect(existsSync(path.join(folder, 'half'))).toBe(false)
    expect(existsSync(path.join(folder, 'tool'))).toBe(true)
    expect(readdirSync(wanted.cacheDir)).toEqual(['tool-1.0'])
  })

  it('takes over the lock of a start that was killed', async () => {
    const wanted = item(fill)
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6); console.log("up")'])
    await once(child.stdout, 'data')
    writeFileSync(path.join(wanted.cacheDir, 'tool-1.0.lock'), JSON.stringify(identify(child.pid ?? 0)))
    child.kill('SIGKILL')
    await once(child, 'exit')
    await cached(wanted)
    expect(isCached(wanted.cacheDir, 'tool-1.0')).toBe(true)
  })
})
