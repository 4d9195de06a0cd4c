import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorld, type World } from '../support/gateway.ts'
import { rawRequest } from '../support/raw-request.ts'

let world: World
let token: string
beforeAll(async () => {
  world = await startWorld()
  token = await world.issuer.serviceToken('mlflow-ci')
})
afterAll(() => world.stop())

// The assistant runs commands on the server (CVE-2026-2652 and its kin); accounts of MLflow's own would be a second door.
it.each([
  '/ajax-api/3.0/mlflow/assistant/config',
  '/ajax-api/3.0/mlflow/assistant',
  '/ajax-api/3.0/mlflow/assistant/',
  '/ajax-api/3.0/mlflow/ass%69stant/message',
  '/%61jax-api/3.0/mlflow/assistant/message?x=/health',
  '/signup',
  '/signup/',
  '/sign%75p',
  '/api/2.0/mlflow/users/create',
  '/ajax-api/2.0/mlflow/users/current',
])('%s is refused to a member, who may go elsewhere', async (target) => {
  const before = world.upstream.received.length
  const headers = ['Host: mlflow.example.com', `Authorization: Bearer ${token}`]
  expect((await rawRequest(world.port, [`PUT ${target} HTTP/1.1`, ...headers])).status).toBe(403)
  expect(world.upstream.received.length).toBe(before)
  expect((await rawRequest(world.port, ['PUT /api/2.0/mlflow/runs HTTP/1.1', ...headers])).status).toBe(200)
})

// CVE-2025-54576, CVE-2026-34457, CVE-2026-40575: a public path named elsewhere than in the path opened everything.
it.each<[string, string[]]>([
  ['/api/2.0/mlflow/experiments/get?x=/health', []],
  ['/api/2.0/mlflow/experiments/get?/static-files/', []],
  ['/api/2.0/mlflow/experiments/get', ['User-Agent: kube-probe/1.30']],
  ['/api/2.0/mlflow/experiments/get', ['User-Agent: GoogleHC/1.0']],
  [
    '/api/2.0/mlflow/experiments/get',
    ['X-Forwarded-Uri: /health', 'X-Original-URL: /health', 'X-Rewrite-URL: /health'],
  ],
  ['/health/../api/2.0/mlflow/experiments/get', []],
  ['/health/api', []],
  ['/healthz', []],
  ['/oidc/../api', []],
])('%s needs credentials, with %s', async (target, headers) => {
  const before = world.upstream.received.length
  const { status } = await rawRequest(world.port, [`GET ${target} HTTP/1.1`, 'Host: mlflow.example.com', ...headers])
  expect([400, 401]).toContain(status)
  expect(world.upstream.received.length).toBe(before)
})
