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

const host = 'Host: mlflow.example.com'
const names = [
  'X-Forwarded-User',
  'X-Forwarded-Email',
  'X-Forwarded-Groups',
  'X-Forwarded-Preferred-Username',
  'X-Forwarded-Access-Token',
  'X-Forwarded-Uri',
  'X-Forwarded-Method',
  'X-Forwarded-Prefix',
  'X-Forwarded-Host',
  'X-Real-IP',
  'Forwarded',
  'Via',
  'True-Client-IP',
  'X-Client-IP',
  'Client-IP',
  'CF-Connecting-IP',
  'X-Remote-User',
  'X-Remote-Group',
  'Remote-User',
  'Remote-Groups',
  'Remote-Email',
  'X-WebAuth-User',

  'X-Auth-Request-User',
  'X-Auth-Request-Email',
  'X-Auth-User',
  'X-Authenticated-User',
  'X-User',
  'X-Email',
  'X-Username',
  'X-MLflow-User',
  'X-MLflow-Authorization',
  'X-MLFLOW-WORKSPACE',
  'X-Mlflow-Username',
  'X-MLflow-Is-Admin',

  'X-Original-URL',
  'X-Original-User',
  'X-Rewrite-URL',
  'X-HTTP-Method-Override',
  'X-HTTP-Method',
  'X-Method-Override',

  'X-Goog-Authenticated-User-Email',
  'X-Amzn-Oidc-Identity',
  'X-MS-Client-Principal-Name',
  'X-Ssl-Client-Dn',
  'SSL-Client-Verify',
  'Cookie',
  'Origin',
  'Proxy-Authorization',
  'X-API-Key',
  'X-Request-Id',
  'X-Role',
  'X-Groups',
]

it.each(names.flatMap((name) => [name, name.toLowerCase(), name.toUpperCase()]))(
  'never lets a caller send %s upstream',
  async (name) => {
    const { status } = await rawRequest(world.port, [
      'GET /api/2.0/mlflow/experiments/list HTTP/1.1',
      ...[host, `Authorization: Bearer ${token}`, `${name}: forged`, `${name}: forged again`].slice(
        0,
        // Twice is refused for these; once has to be enough to show that they go no further.
        /^(?:cookie|origin)$/i.test(name) ? 3 : 4,
      ),
    ])
    expect(status).toBe(200)
    const received = world.upstream.received.at(-1)
    expect(JSON.stringify(received)).not.toContain('forged')
    expect(JSON.stringify(received)).not.toContain(token)
  },
)

it('replaces what a caller says about its address, which MLflow trusts for the assistant', async () => {
  await rawRequest(world.port, [
    'GET /api/2.0/mlflow/experiments/list HTTP/1.1',
    host,
    `Authorization: Bearer ${token}`,
    'X-Forwarded-For: 8.8.8.8',
    'X-Forwarded-Proto: http',
  ])
  const [received] = world.upstream.received.slice(-1)
  expect(received && valuesOf(received, 'x-forwarded-for')).toEqual(['127.0.0.1'])
  expect(received && valuesOf(received, 'x-forwarded-proto')).toEqual(['https'])
})

it('never lets a cookie of the gateway reach MLflow', async () => {
  const browser = world.browser()
  await browser.signIn()
  await browser.visit('/api/2.0/mlflow/experiments/list', { headers: { 'sec-fetch-mode': 'cors' } })
  const secret = browser.cookies.get('__Host-mlf_sid') ?? 'no cookie'
  expect(JSON.stringify(world.upstream.received)).not.toContain(secret)
  expect(world.upstream.received.at(-1)?.url).toBe('/api/2.0/mlflow/experiments/list')
})
