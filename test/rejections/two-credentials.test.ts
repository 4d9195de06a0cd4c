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

const session = async (): Promise<string> => {
  const browser = world.browser()
  await browser.signIn()
  return `__Host-mlf_sid=${browser.cookies.get('__Host-mlf_sid')}`
}

it.each<[string, () => Promise<string[]>]>([
  [
    'two Authorization headers, the good one first',
    async () => [`Authorization: Bearer ${token}`, 'Authorization: Bearer x'],
  ],
  [
    'two Authorization headers, the good one last',
    async () => ['Authorization: Bearer x', `Authorization: Bearer ${token}`],
  ],
  ['a token and a session', async () => [`Authorization: Bearer ${token}`, `Cookie: ${await session()}`]],
  ['two sessions in one header', async () => [`Cookie: ${await session()}; ${await session()}`]],
  ['two sessions in two headers', async () => [`Cookie: ${await session()}`, `Cookie: ${await session()}`]],
])('a request with %s is refused', async (_name, credentials) => {
  const headers = await credentials()
  const before = world.upstream.received.length
  const { status } = await rawRequest(world.port, ['GET /api/2.0/x HTTP/1.1', 'Host: mlflow.example.com', ...headers])
  expect(status).toBe(400)
  expect(world.upstream.received.length).toBe(before)
})
