import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { publicUrl, startWorld, type World } from '../support/gateway.ts'

let world: World
let browser: Browser
beforeAll(async () => {
  world = await startWorld()
  browser = world.browser()
  await browser.signIn()
})
afterAll(() => world.stop())

const target = '/ajax-api/2.0/mlflow/experiments/delete'

it.each<[string, string, Record<string, string>]>([
  [
    'a form on another site',
    'POST',
    { 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain', origin: 'https://evil.example' },
  ],
  ['a page on a sister host', 'POST', { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.com' }],
  ['a script without CORS', 'POST', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['a DELETE from another site', 'DELETE', { 'sec-fetch-site': 'cross-site' }],
  ['an unknown word of Fetch Metadata', 'POST', { 'sec-fetch-site': 'something-new' }],
])('%s cannot act for who is signed in', async (_name, method, headers) => {
  const before = world.upstream.received.length
  const seen = await browser.visit(target, { method, headers, body: '{"experiment_id":"1"}' })
  expect(seen.status).toBe(403)
  expect(world.log.at(-1)).toMatchObject({ reason: 'GW_CROSS_SITE' })
  expect(world.upstream.received.length).toBe(before)
})

it('another site cannot sign anybody out', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
  expect((await browser.visit('/logout', { method: 'POST', headers })).status).toBe(403)
  expect((await browser.visit('/oidc/ui/')).status).toBe(200)
})

it('a browser without Fetch Metadata is judged by its Origin', async () => {
  const cookie = `__Host-mlf_sid=${browser.cookies.get('__Host-mlf_sid')}`
  const send = (origin: string): Promise<number> =>
    import('undici').then(async ({ request }) => {
      const { statusCode, body } = await request(world.url + target, { method: 'POST', headers: { cookie, origin } })
      await body.dump()
      return statusCode
    })
  for (const origin of [
    'https://evil.example',
    'null',
    'http://mlflow.example.com',
    'https://mlflow.example.com.evil.example',
  ]) {
    expect(await send(origin)).toBe(403)
  }
  expect(await send(publicUrl)).toBe(200)
})

it('our own pages may act', async () => {
  const seen = await browser.visit(target, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin', origin: publicUrl },
  })
  expect(seen.status).toBe(200)
})
