import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import packageDescription from '../../package.json' with { type: 'json' }
import { bundle } from '../../gateway/bundle.ts'
import { environmentOf, publicUrl } from '../support/gateway.ts'
import { startIssuer, type Issuer } from '../support/issuer.ts'
import { createTestDatabase, type TestDatabase } from '../support/postgresql.ts'
import { createSandbox, unprivileged, type Sandbox } from '../support/sandbox.ts'
import { startUpstream, type RecordingUpstream } from '../support/upstream.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-bundle-'))
const file = path.join(folder, 'gateway.mjs')
const intruder = path.join(folder, 'intruder.mjs')
/** Tries to change something everywhere that it can think of, and says how that went. */
const intrusion = `
import { appendFileSync, writeFileSync } from 'node:fs'
const outcome = (act) => { try { act(); return 'done' } catch ({ code }) { return code } }
process.stdout.write(JSON.stringify({ uid: process.getuid(), outcomes: [
  outcome(() => writeFileSync(new URL('new', import.meta.url), '')),
  outcome(() => appendFileSync(new URL('gateway.mjs', import.meta.url), '')),
] }))`

let sandbox: Sandbox
let issuer: Issuer
let upstream: RecordingUpstream
let database: TestDatabase
beforeAll(async () => {
  await bundle(folder)
  writeFileSync(intruder, intrusion)
  sandbox = createSandbox([file, intruder])
  ;[issuer, upstream, database] = await Promise.all([
    startIssuer({ redirectUri: `${publicUrl}/callback`, signedOutUri: `${publicUrl}/oidc/signed-out` }),
    startUpstream(),
    createTestDatabase(),
  ])
})
afterAll(async () => {
  await Promise.all([issuer.stop(), upstream.stop(), database.drop()])
  sandbox.remove()
  rmSync(folder, { recursive: true })
})

/** The environment that a container begins with. */
const bare = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' }

describe('the bundle', () => {
  it('is one file beside the licences of all that is in it', () => {
    expect(readdirSync(folder).toSorted()).toEqual(['LICENSES.txt', 'gateway.mjs', 'intruder.mjs'])
    const licences = readFileSync(path.join(folder, 'LICENSES.txt'), 'utf8')
    const ours = readFileSync('LICENSE', 'utf8')
    expect(licences.startsWith(ours)).toBe(true)
    for (const name of ['hono', 'jose', 'kysely', 'openid-client', 'pg', 'pino', 'undici', 'zod']) {
      expect(licences).toContain(`\n${name}\n\n`)
    }
  })

  it('knows its version', () => {
    const { stdout, status } = spawnSync(process.execPath, [file, '--version'], { env: bare, encoding: 'utf8' })
    expect([stdout, status]).toEqual([`${packageDescription.version}\n`, 0])
  })

  it('runs where it can change nothing', () => {
    const [program, ...args] = sandbox.command(intruder)
    const { stdout, stderr } = spawnSync(program, args, { env: bare, encoding: 'utf8' })
    expect(stderr).toBe('')
    const { uid, outcomes } = JSON.parse(stdout) as { uid: number; outcomes: string[] }
    expect(uid).not.toBe(0)
    if (process.getuid?.() === 0) expect(uid).toBe(unprivileged)
    const inFolder = sandbox.kind === 'a chroot on a read-only mount' ? 'EROFS' : 'EACCES'
    expect(outcomes).toEqual([inFolder, 'EACCES'])
  })

  it('serves all three listeners there, stops on SIGTERM, and leaves the tree as it was', async () => {
    const before = sandbox.listing()
    const [program, ...args] = sandbox.command(file)
    const child = spawn(program, args, { env: { ...bare, ...environmentOf(issuer, upstream, database) } })
    let [output, errors] = ['', '']
    child.stdout.on('data', (chunk) => (output += String(chunk)))
    child.stderr.on('data', (chunk) => (errors += String(chunk)))
    const end = once(child, 'exit')
    try {
      await expect.poll(() => output + errors, { timeout: 20_000 }).toContain('"msg":"listening"')
      const at = (name: string): string => `http://127.0.0.1:${new RegExp(`"${name}":(\\d+)`).exec(output)?.[1]}`
      const [url, admin, traces] = [at('port'), at('admin_port'), at('traces_port')]

      expect((await fetch(`${admin}/livez`)).status).toBe(200)
      expect(await (await fetch(`${admin}/readyz`)).json()).toEqual({ status: 'ready' })
      expect(await (await fetch(`${url}/health`)).text()).toBe('OK')

      const route = '/api/2.0/mlflow/experiments/search'
      const refused = await fetch(url + route)
      expect(refused.status).toBe(401)
      expect(await refused.json()).toMatchObject({ error_code: 'UNAUTHENTICATED' })
      expect(upstream.received).toEqual([])

      const authorization = `Bearer ${await issuer.serviceToken('mlflow-ci')}`
      expect(await (await fetch(url + route, { headers: { authorization } })).text()).toBe('ok')
      const protobuf = { 'content-type': 'application/x-protobuf' }
      const exported = await fetch(`${traces}/v1/traces`, { method: 'POST', headers: protobuf, body: 'spans' })
      expect(exported.status).toBe(200)
      expect(upstream.received.map(({ method, url: target }) => [method, target])).toEqual([
        ['GET', route],
        ['POST', '/v1/traces'],
      ])

      const stylesheet = await fetch(`${url}/oidc/assets/gatehouse.css`)
      expect(await stylesheet.text()).toBe(readFileSync('gateway/src/pages/gatehouse.css', 'utf8'))
      const login = await fetch(`${url}/login`, { redirect: 'manual' })
      expect(login.headers.get('location')).toContain(`${issuer.url}/auth?`)
    } finally {
      child.kill('SIGTERM')
    }
    expect(await end).toEqual([0, null])
    expect(errors).toBe('')
    expect(sandbox.listing()).toEqual(before)
  })
})
