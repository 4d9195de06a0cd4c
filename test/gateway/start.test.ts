import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { request as nodeRequest } from 'node:http'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { environmentOf, startWorld, type World } from '../support/gateway.ts'
import { listen } from '../support/listen.ts'

let world: World
let environment: Record<string, string>
beforeAll(async () => {
  world = await startWorld()
  environment = environmentOf(world.issuer, world.upstream, world.database)
})
afterAll(() => world.stop())

type Run = Readonly<{ child: ChildProcess; output: () => string; errors: () => string; end: Promise<number | null> }>

function run(changed: Record<string, string | undefined>): Run {
  // A dozen processes read the same sources; compiled once is enough.
  const env = { ...environment, NODE_COMPILE_CACHE: 'node_modules/.cache/node', ...changed }
  const child = spawn(process.execPath, ['gateway/src/main.ts'], { env })
  let [output, errors] = ['', '']
  child.stdout.on('data', (chunk) => (output += String(chunk)))
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  const end = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  return { child, output: () => output, errors: () => errors, end }
}

describe('a start that cannot succeed', () => {
  it('for its settings names them all and exits with 2', async () => {
    const { end, errors } = run({ SECRET_KEY: 'hunter2', OIDC_CLIENT_ID: undefined, GATEWAY_PROT: '1' })
    expect(await end).toBe(2)
    for (const name of ['SECRET_KEY', 'OIDC_CLIENT_ID', 'GATEWAY_PROT']) expect(errors()).toContain(name)
    expect(errors()).not.toContain('hunter2')
  })

  it.each<[string, string, (closed: number) => Record<string, string>]>([
    [
      'an issuer that does not answer',
      'GW_ISSUER_UNREACHABLE',
      (closed) => ({ OIDC_DISCOVERY_URL: `http://127.0.0.1:${closed}` }),
    ],
    [
      'an issuer of another name',
      'GW_ISSUER_MISMATCH',
      () => ({ OIDC_DISCOVERY_URL: world.issuer.url.replace('127.0.0.1', 'localhost') }),
    ],
    [
      'a database that does not answer',
      'GW_DATABASE_UNREACHABLE',
      (closed) => ({ OIDC_USERS_DB_URI: `postgresql://u:hunter2@127.0.0.1:${closed}/d` }),
    ],
    [
      'a wrong password',
      'GW_DATABASE_UNREACHABLE',
      () => ({ OIDC_USERS_DB_URI: world.database.url.replace(/:[^:@]*@/, ':hunter2@') }),
    ],
    ['a port that is taken', 'GW_LISTEN_FAILED', () => ({ GATEWAY_PORT: String(world.port) })],
  ])('for %s says so with a remedy and exits with 1', async (_name, code, change) => {
    const probe = createServer()
    const closed = await listen(probe)
    await new Promise((resolve) => probe.close(resolve))
    const { end, errors } = run(change(closed))
    expect(await end).toBe(1)
    expect(errors()).toContain(code)
    expect(errors().trim().split('\n').length).toBeGreaterThanOrEqual(2)
    expect(errors()).not.toContain('hunter2')
  })
})

describe('a signal', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets the running request finish, takes no other, and exits with 0',
    async (signal) => {
      const { child, output, end } = run({})
      await expect.poll(output, { timeout: 20_000 }).toContain('"msg":"listening"')
      const port = Number(/"port":(\d+)/.exec(output())?.[1])

      let finish = (): void => undefined
      world.upstream.behaviour.answer = (_incoming, outgoing) => {
        outgoing.write('begun')
        finish = () => void outgoing.end(' and done')
      }
      const token = await world.issuer.serviceToken('mlflow-ci')
      const outgoing = nodeRequest({
        port,
        host: '127.0.0.1',
        path: '/x',
        headers: { authorization: `Bearer ${token}` },
      }).end()
      const [incoming] = await once(outgoing, 'response')
      child.kill(signal)
      await expect.poll(output).toContain('"msg":"stopping"')
      const refused = once(nodeRequest({ port, host: '127.0.0.1', path: '/x' }).end(), 'error')
      expect(String((await refused)[0])).toContain('ECONNREFUSED')
      finish()
      let body = ''
      for await (const chunk of incoming) body += String(chunk)
      expect(body).toBe('begun and done')
      expect(await end).toBe(0)
      world.upstream.behaviour.answer = (_incoming, answer) => void answer.end('ok')
    },
  )
})

describe('a public URL without TLS', () => {
  it('has cookies of its own name, without Secure, and a warning', async () => {
    const { child, output, end } = run({ GATEWAY_PUBLIC_URL: 'http://127.0.0.1:8123' })
    await expect.poll(output, { timeout: 20_000 }).toContain('"msg":"listening"')
    const port = Number(/"port":(\d+)/.exec(output())?.[1])
    expect(output()).toContain('the public URL is plain http')
    const response = await fetch(`http://127.0.0.1:${port}/login`, { redirect: 'manual' })
    expect(response.headers.getSetCookie()[0]).toMatch(
      /^mlf_f_8123\.[\w-]{8}=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/,
    )
    expect(response.headers.get('strict-transport-security')).toBeNull()
    child.kill('SIGTERM')
    expect(await end).toBe(0)
  })
})
