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

const artifacts = '/api/2.0/mlflow-artifacts/artifacts'

// Each of these MLflow's servers route otherwise than a naive reader would: measured on uvicorn, Starlette and Werkzeug.
it.each([
  '/api/2.0/mlflow%2Fexperiments%2Fget',
  '/api/2.0/mlflow%5Cexperiments',
  '/api/2.0/mlflow/%2e%2e/x',
  '/api/2.0/mlflow/%2E/x',
  '/api/2.0/mlflow/experiments%00/get',
  '/api/2.0/mlflow/%252e%252e/x',
  '//api/2.0/mlflow/experiments/get',
  '//10.0.0.1/',
  '/api/2.0/mlflow//experiments/delete',
  '/api/2.0/mlflow/../../x',
  '/static-files/../api/2.0/mlflow/experiments/get',
  '/./api',
  '/api/..',
  '/api/2.0/mlflow/experiments/get#/health',
  '/api\\2.0\\mlflow',
  '/%zz',
  '/%',
  '/%c3%28',
  'http://evil.example/api/2.0/mlflow/experiments/get',
  'http://mlflow.example.com/',
  `${artifacts}/1/../2/x`,
  `${artifacts}/1%2f..%2f2/x`,
  `${artifacts}/1/%2e%2e/2/x`,
  `${artifacts}/1/%252e%252e/2/x`,
  `${artifacts}/1/%25252e%25252e/2/x`,
  `${artifacts}/1/..%5c2`,
  `${artifacts}//1/x`,
  `${artifacts}/1/x%00.txt`,
  `${artifacts}/1/x%0a`,
  `${artifacts}/%2fetc/passwd`,
  `${artifacts}/1/%2525252525252525252e`,
  '/api/2.0/mlflow%2dartifacts/artifacts/1/%2e%2e/2/x',
])('refuses %s', async (target) => {
  const before = world.upstream.received.length
  const { status } = await rawRequest(world.port, [
    `GET ${target} HTTP/1.1`,
    'Host: mlflow.example.com',
    `Authorization: Bearer ${token}`,
  ])
  expect(status).toBe(400)
  expect(world.upstream.received.length).toBe(before)
})

it.each(['OPTIONS * HTTP/1.1', 'CONNECT 10.0.0.1:80 HTTP/1.1', 'TRACE / HTTP/1.1', 'GET /x\u00e9 HTTP/1.1'])(
  'does not pass on %s',
  async (line) => {
    const before = world.upstream.received.length
    const { status } = await rawRequest(world.port, [
      line,
      'Host: mlflow.example.com',
      `Authorization: Bearer ${token}`,
    ])
    expect(status === 400 || status === 405 || Number.isNaN(status)).toBe(true)
    expect(world.upstream.received.length).toBe(before)
  },
)

it.each([
  ['Host', ['Host: mlflow.example.com', 'Host: evil.example']],
  ['Cookie', ['Host: mlflow.example.com', 'Cookie: a=1', 'Cookie: b=2']],
  ['Content-Length', ['Host: mlflow.example.com', 'Content-Length: 0', 'Content-Length: 0']],
  ['X-Mlflow-Experiment-Id', ['Host: mlflow.example.com', 'X-Mlflow-Experiment-Id: 1', 'X-Mlflow-Experiment-Id: 2']],
  ['no Host', []],
  ['length and chunks', ['Host: mlflow.example.com', 'Content-Length: 4', 'Transfer-Encoding: chunked']],
])('refuses a request with two answers to one question: %s', async (_name, headers) => {
  const before = world.upstream.received.length
  const { status } = await rawRequest(world.port, [
    'GET /api/2.0/mlflow/experiments/list HTTP/1.1',
    ...headers,
    `Authorization: Bearer ${token}`,
  ])
  expect(status).toBe(400)
  expect(world.upstream.received.length).toBe(before)
})
