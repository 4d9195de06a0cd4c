import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { publicUrl, startWorld, type World } from '../support/gateway.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())
beforeEach(() => {
  world.issuer.seat.person = 'alice'
})

const hasSession = (cookies: ReadonlyMap<string, string>): boolean => cookies.has('__Host-mlf_sid')

it('a callback works once', async () => {
  const browser = world.browser()
  const callback = await browser.callbackOf()
  const copy = world.browser()
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value)
  expect((await browser.visit(callback)).status).toBe(303)

  const replay = await copy.visit(callback)
  expect(replay.status).toBe(400)
  expect(replay.body).toContain('This sign-in is unknown, used or too old')
  expect(hasSession(copy.cookies)).toBe(false)
})

it('a callback of one browser gives no session to another', async () => {
  world.issuer.seat.person = 'mallory'
  const callback = await world.browser().callbackOf()
  const victim = world.browser()
  await victim.visit('/login')
  expect((await victim.visit(callback)).status).toBe(400)
  expect(hasSession(victim.cookies)).toBe(false)
})

it('a code of one sign-in does not finish another of the same browser', async () => {
  const browser = world.browser()
  const first = new URL(await browser.callbackOf())
  const second = new URL(await browser.callbackOf())
  second.searchParams.set('code', first.searchParams.get('code') ?? '')
  expect((await browser.visit(second.href)).status).toBe(400)
  expect(hasSession(browser.cookies)).toBe(false)
})

it('an answer that names another issuer is refused (RFC 9207)', async () => {
  const browser = world.browser()
  const callback = new URL(await browser.callbackOf())
  callback.searchParams.set('iss', 'https://evil.example')
  expect((await browser.visit(callback.href)).status).toBe(400)
  expect(hasSession(browser.cookies)).toBe(false)
})

it('an answer that names no issuer is refused, as this issuer announces that it does', async () => {
  const browser = world.browser()
  const callback = new URL(await browser.callbackOf())
  callback.searchParams.delete('iss')
  expect((await browser.visit(callback.href)).status).toBe(400)
})

it.each(['', '?code=x', '?state=x', '?code=x&state=x&state=y', '?code=x&state=x'])(
  'a callback out of nowhere (%s) gives a page and no session, without a loop',
  async (query) => {
    const browser = world.browser()
    const { status, location } = await browser.visit(`/callback${query}`)
    expect(status).toBe(400)
    expect(location).toBe('')
    expect(hasSession(browser.cookies)).toBe(false)
  },
)

it('a sign-in is forgotten after ten minutes', async () => {
  const browser = world.browser()
  const callback = await browser.callbackOf()
  world.clock.offsetSeconds = 601
  const { status } = await browser.visit(callback)
  world.clock.offsetSeconds = 0
  expect(status).toBe(400)
})

it('a flow cookie moved to another state opens nothing', async () => {
  const browser = world.browser()
  const callback = new URL(await browser.callbackOf())
  const [name = '', value = ''] = [...browser.cookies].find(([key]) => key.startsWith('__Host-mlf_f.')) ?? []
  const other = await browser.visit('/login')
  const otherName = [...browser.cookies.keys()].find((key) => key.startsWith('__Host-mlf_f.') && key !== name) ?? ''
  browser.cookies.set(otherName, value)
  callback.searchParams.set('state', new URL(other.location).searchParams.get('state') ?? '')
  expect((await browser.visit(callback.href)).status).toBe(400)
  expect(hasSession(browser.cookies)).toBe(false)
})

it('abandoned sign-ins do not pile up in the browser', async () => {
  const browser = world.browser()
  for (let count = 0; count < 12; count += 1) await browser.visit('/login')
  expect(browser.cookies.size).toBeLessThanOrEqual(5)
})

it('the redirect URI comes from the settings, whatever Host says', async () => {
  const { location } = await world
    .browser()
    .visit('/login', { headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' } })
  expect(new URL(location).searchParams.get('redirect_uri')).toBe(`${publicUrl}/callback`)
})
