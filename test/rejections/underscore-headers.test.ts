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

// WSGI makes one variable of `-` and `_`, so these would come out as the header that a proxy strips (CVE-2025-64484).
it.each([
  'X_Forwarded_User',
  'x_forwarded-user',
  'X-Forwarded_User',
  'X_MLFLOW_WORKSPACE',
  'X_Remote_User',
  'Remote_User',
  'Content_Length',
  'Transfer_Encoding',
  'X_Anything',
])('refuses a request with %s', async (name) => {
  const before = world.upstream.received.length
  const { status, body } = await rawRequest(world.port, [
    'GET /api/2.0/mlflow/experiments/list HTTP/1.1',
    'Host: mlflow.example.com',
    `Authorization: Bearer ${token}`,
    `${name}: forged`,
  ])
  expect(status).toBe(400)
  expect(JSON.parse(body)).toMatchObject({ error_code: 'BAD_REQUEST' })
  expect(world.upstream.received.length).toBe(before)
})
