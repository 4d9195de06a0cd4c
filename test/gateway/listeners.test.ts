import { request as nodeRequest } from 'node:http'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { load } from '../../gateway/src/config/load.ts'
import { start } from '../../gateway/src/start.ts'
import { environmentOf, startWorld, type World } from '../support/gateway.ts'
import { listen } from '../support/listen.ts'
import { rawRequest } from '../support/raw-request.ts'

let world: World
let token: string
beforeAll(async () => {
  world = await startWorld()
  token = await world.issuer.serviceToken('mlflow-ci')
})
afterAll(() => world.stop())
afterEach(() => {
  world.upstream.received.length = 0
})

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']
const pathsOfMlflow = ['/', '/health', '/version', '/api/2.0/mlflow/runs/create', '/graphql', '/static-files/a.js']
const pathsOfTheGateway = ['/login', '/callback', '/logout', '/oidc/ui/', '/oidc/backchannel-logout']
const probes = ['/livez', '/readyz']

async function statusesOf(port: number, targets: readonly (readonly [string, string])[], headers: readonly string[]) {
  const seen: [string, string, number][] = []
  for (const [method, target] of targets) {
    const head = [`${method} ${target} HTTP/1.1`, 'Host: mlflow.example.com', 'Content-Length: 0', ...headers]
    seen.push([method, target, (await rawRequest(port, head)).status])
  }
  return seen
}
const each = (targets: readonly string[]): [string, string][] =>
  targets.flatMap((target) => methods.map((method): [string, string] => [method, target]))

describe('the traces listener', () => {
  const protobuf = ['Content-Type: application/x-protobuf']

  it('serves no other path, by no method, with or without a token', async () => {
    const targets = each([
      ...pathsOfMlflow,
      ...pathsOfTheGateway,
      ...probes,
      '/metrics',
      '/v1/traces/',
      '/v1/traces?x=1',
      '/v1/traces?',
      '//v1/traces',
      '/v1//traces',
      '/v1/./traces',
      '/x/../v1/traces',
      '/v1/%74races',
      '/v1/traces%2f',
      '/v1/traces;x',
      '/v1/traces#x',
      '/V1/traces',
      '/v1/logs',
      '/v1/metrics',
      'http://mlflow.example.com/v1/traces',
    ])
    const port = world.gateway.ports.traces ?? 0
    const statuses = await statusesOf(port, targets, [...protobuf, `Authorization: Bearer ${token}`])
    expect(statuses.filter(([, , status]) => status !== 404)).toEqual([])
    expect(world.upstream.received).toEqual([])
  })

  it('serves its path by no other method', async () => {
    const others = methods
      .filter((method) => method !== 'POST')
      .map((method): [string, string] => [method, '/v1/traces'])
    const statuses = await statusesOf(world.gateway.ports.traces ?? 0, others, protobuf)
    expect(statuses.filter(([, , status]) => status !== 405)).toEqual([])
    expect((await fetch(`${world.traces}/v1/traces`)).headers.get('allow')).toBe('POST')
    expect(world.upstream.received).toEqual([])
  })

  it('is off unless a port is set', async () => {
    const { GATEWAY_TRACES_PORT: _, ...environment } = environmentOf(world.issuer, world.upstream, world.database)
    const gateway = await start(load(environment), pino({ level: 'silent' }))
    expect(gateway.ports.traces).toBeUndefined()
    await gateway.stop()
  })
})

describe('the admin listener', () => {
  it('serves probes and nothing else, with or without a token', async () => {
    const others = each([
      ...pathsOfMlflow,
      ...pathsOfTheGateway,
      '/metrics',
      '/v1/traces',
      '/livez/',
      '/livez?verbose',
      '/',
    ])
    const statuses = await statusesOf(world.gateway.ports.admin, others, [`Authorization: Bearer ${token}`])
    expect(statuses.filter(([, , status]) => status !== 404)).toEqual([])
    const changing = each(probes).filter(([method]) => method !== 'GET' && method !== 'HEAD')
    const refused = await statusesOf(world.gateway.ports.admin, changing, [])
    expect(refused.filter(([, , status]) => status !== 405)).toEqual([])
    expect(world.upstream.received).toEqual([])
  })

  it('answers probes without a credential and without a line in the log', async () => {
    await fetch(`${world.admin}/readyz`)
    const lines = world.log.length
    for (const path of probes) expect((await fetch(world.admin + path)).status).toBe(200)
    expect(world.log.length).toBe(lines)
  })
})

describe('the public listener', () => {
  it('has no probes of its own: without a credential they are refused like any other path', async () => {
    for (const path of [...probes, '/metrics']) expect((await fetch(world.url + path)).status).toBe(401)
    expect(world.upstream.received).toEqual([])
  })

  it('takes traces with a Bearer token only', async () => {
    const send = (headers: Record<string, string>) =>
      fetch(`${world.url}/v1/traces`, {
        method: 'POST',
        body: 'spans',
        headers: { 'content-type': 'application/x-protobuf', ...headers },
      })
    expect((await send({})).status).toBe(401)
    expect(world.upstream.received).toEqual([])
    expect((await send({ authorization: `Bearer ${token}` })).status).toBe(200)
    expect(world.upstream.received).toMatchObject([{ method: 'POST', url: '/v1/traces', bytes: 5 }])
  })
})

describe('a port that is taken', () => {
  it.each(['GATEWAY_PORT', 'GATEWAY_ADMIN_PORT', 'GATEWAY_TRACES_PORT'])(
    'ends the start, says that it is %s, and leaves nothing listening',
    async (name) => {
      const taken = createServer()
      const port = String(await listen(taken))
      const lines: string[] = []
      const log = pino({}, { write: (line: string) => void lines.push(line) })
      const settings = load({ ...environmentOf(world.issuer, world.upstream, world.database), [name]: port })
      await expect(start(settings, log)).rejects.toMatchObject({
        code: 'GW_LISTEN_FAILED',
        detail: expect.stringContaining(name),
      })
      const admin = /"admin_port":(\d+)/.exec(lines.join(''))?.[1]
      expect(admin === undefined).toBe(name === 'GATEWAY_ADMIN_PORT')
      if (admin !== undefined) await expect(fetch(`http://127.0.0.1:${admin}/livez`)).rejects.toThrow('fetch failed')
      taken.close()
    },
  )
})

describe('stopping', () => {
  it('says so to probes first, takes nothing new on any listener, and answers probes until the last request is over', async () => {
    const own = await startWorld()
    let finish = (): void => undefined
    own.upstream.behaviour.answer = (incoming, outgoing) => {
      if (incoming.url !== '/v1/traces') return void outgoing.end('ok')
      outgoing.write('begun')
      finish = () => void outgoing.end(' and done')
    }
    const outgoing = nodeRequest(`${own.traces}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-protobuf' },
    }).end('spans')
    const [incoming] = await once(outgoing, 'response')

    const stopped = own.stop()
    const readyz = await fetch(`${own.admin}/readyz`)
    expect(readyz.status).toBe(503)
    expect(await readyz.json()).toMatchObject({ reasons: [{ code: 'GW_DRAINING' }] })
    expect((await fetch(`${own.admin}/livez`)).status).toBe(200)
    for (const url of [own.url, own.traces]) await expect(fetch(url)).rejects.toThrow('fetch failed')

    finish()
    let body = ''
    for await (const chunk of incoming) body += String(chunk)
    expect(body).toBe('begun and done')
    await stopped
    await expect(fetch(`${own.admin}/livez`)).rejects.toThrow('fetch failed')
  })
})
