import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorld, type World } from '../support/gateway.ts'
import { rawRequest } from '../support/raw-request.ts'
import { valuesOf } from '../support/upstream.ts'

let world: World
let token: string
beforeAll(async () => {
  world = await startWorld()
  token = await world.issuer.serviceToken('mlflow-ci')
})
afterAll(() => world.stop())

// What `Connection` names is for one hop only, so a proxy that adds its headers first removes them again (CVE-2024-45410).
it.each([
  'X-Forwarded-For, X-Forwarded-Proto, X-Request-Id',
  'close, x-forwarded-for, x-forwarded-proto, x-request-id',
  'keep-alive,X-Forwarded-For,Host,X-Forwarded-Proto,X-Request-Id',
])('cannot remove what the gateway says, by Connection: %s', async (value) => {
  const { status } = await rawRequest(world.port, [
    'GET /api/2.0/mlflow/experiments/list HTTP/1.1',
    'Host: mlflow.example.com',
    `Authorization: Bearer ${token}`,
    `Connection: ${value}`,
  ])
  expect(status).toBe(200)
  const [received] = world.upstream.received.slice(-1)
  if (received === undefined) throw new Error('nothing arrived')
  expect(valuesOf(received, 'x-forwarded-for')).toEqual(['127.0.0.1'])
  expect(valuesOf(received, 'x-forwarded-proto')).toEqual(['https'])
  expect(valuesOf(received, 'x-request-id')[0]).toMatch(/^[\da-f-]{36}$/)
  expect(valuesOf(received, 'host')).toEqual([new URL(world.upstream.url).host])
})

it.each([
  ['X-Secret-Hop: forged', 'Connection: X-Secret-Hop'],
  ['X-Forwarded-User: forged', 'Connection: X-Forwarded-User'],
  ['Keep-Alive: forged', 'Connection: keep-alive'],
  ['TE: forged', 'Connection: TE'],
  ['Upgrade: forged', 'Connection: Upgrade'],
  ['Proxy-Connection: forged', 'Connection: keep-alive'],
])('takes %s away, named or not', async (header, connection) => {
  await rawRequest(world.port, [
    'GET /api/2.0/mlflow/experiments/list HTTP/1.1',
    'Host: mlflow.example.com',
    `Authorization: Bearer ${token}`,
    header,
    connection,
  ])
  expect(world.upstream.received.length).toBeGreaterThan(0)
  expect(JSON.stringify(world.upstream.received.at(-1))).not.toContain('forged')
})

it('cannot take the framing of a body away', async () => {
  const { status } = await rawRequest(
    world.port,
    [
      'POST /api/2.0/mlflow/runs/search HTTP/1.1',

      'Host: mlflow.example.com',
      `Authorization: Bearer ${token}`,
      'Connection: Content-Length',
      'Content-Length: 5',
    ],
    'hello',
  )
  expect(status).toBe(200)
  expect(world.upstream.received.at(-1)).toMatchObject({ bytes: 5 })
})
