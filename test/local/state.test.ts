import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultPorts } from '../../infra/local/parts.ts'
import { identify, isAlive } from '../../infra/local/process-identity.ts'
import { loadSecrets } from '../../infra/local/secrets.ts'
import { endProcess, leftBehind, State } from '../../infra/local/state.ts'

const at = (name: string) => path.join(mkdtempSync(path.join(tmpdir(), 'gatehouse-state-')), name)
const stop = { signal: 'SIGTERM', graceMs: 200 } as const

/** A server in a process group of its own, with a child; a stubborn one ignores SIGTERM. */
async function server(stubborn: boolean) {
  const script = `${stubborn ? 'process.on("SIGTERM", () => {});' : ''}
    const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e6)"]);
    setInterval(() => {}, 1e6); console.log(child.pid)`
  const leader = spawn(process.execPath, ['-e', script], { detached: true })
  const [line] = (await once(leader.stdout, 'data')) as [Buffer]
  const child = identify(Number(line.toString()))
  if (leader.pid === undefined || child === undefined) throw new Error('the server did not start')
  return { leader, pid: leader.pid, child }
}

describe('what a killed start left behind', () => {
  it('is what still runs of what it wrote down, and ends with all it started', async () => {
    const file = at('state.json')
    const { leader, pid, child } = await server(false)
    new State(file, defaultPorts).add('minio', pid, stop)
    const [left, ...others] = leftBehind(file)
    expect(others).toEqual([])
    expect(left).toMatchObject({ name: 'minio', pid })
    if (left === undefined) return
    const exit = once(leader, 'exit')
    await endProcess(left)
    await exit
    await expect.poll(() => isAlive(child)).toBe(false)
    expect(leftBehind(file)).toEqual([])
  })

  it('is killed when it does not end in its grace', async () => {
    const { leader, pid } = await server(true)
    const recorded = new State(at('state.json'), defaultPorts).add('keycloak', pid, stop)
    if (recorded === undefined) throw new Error('not recorded')
    const exit = once(leader, 'exit')
    await endProcess(recorded)
    expect(await exit).toEqual([null, 'SIGKILL'])
  })

  it("never includes somebody else's process that has got the pid", async () => {
    const file = at('state.json')
    const { leader, pid } = await server(false)
    const recorded = new State(file, defaultPorts).add('minio', pid, stop)
    const stored = readFileSync(file, 'utf8').replace(String(recorded?.startedAt), 'another start')
    writeFileSync(file, stored)
    expect(leftBehind(file)).toEqual([])
    if (recorded !== undefined) await endProcess({ ...recorded, startedAt: 'another start' })
    expect(leader.exitCode ?? leader.signalCode).toBeNull()
    if (recorded !== undefined) await endProcess(recorded)
  })

  it.each([
    ['there is no file', undefined],
    ['the file is damaged', '{"processes": [{'],
  ])('is nothing when %s', (_name, content) => {
    const file = at('state.json')
    if (content !== undefined) writeFileSync(file, content)
    expect(leftBehind(file)).toEqual([])
  })
})

describe('the secrets of a clone', () => {
  it('are made once, differ from each other, and can be read by their owner only', () => {
    const file = at('secrets.json')
    const secrets = loadSecrets(file, false)
    expect(loadSecrets(file, true)).toEqual(secrets)
    expect(new Set(Object.values(secrets)).size).toBe(Object.keys(secrets).length)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('are not made anew when there is a state that the lost ones open', () => {
    expect(() => loadSecrets(at('secrets.json'), true)).toThrow(/gone.*nothing was changed/)
  })

  it('that are damaged are told without their values', () => {
    const file = at('secrets.json')
    writeFileSync(file, JSON.stringify({ pulumiPassphrase: 'hunter2' }))
    expect(() => loadSecrets(file, false)).toThrow(/postgresqlPassword/)
    expect(() => loadSecrets(file, false)).not.toThrow(/hunter2/)
  })
})
