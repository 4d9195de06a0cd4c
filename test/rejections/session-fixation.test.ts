import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorld, type World } from '../support/gateway.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const name = '__Host-mlf_sid'

it('a cookie planted before the sign-in is never adopted', async () => {
  world.issuer.seat.person = 'alice'
  const planted = 'A'.repeat(43)
  const victim = world.browser()
  victim.cookies.set(name, planted)
  await victim.signIn()
  expect(victim.cookies.get(name)).not.toBe(planted)

  const attacker = world.browser()
  attacker.cookies.set(name, planted)
  expect((await attacker.visit('/')).status).toBe(303)
})

it('a sign-in ends the session that was there before and starts a new one', async () => {
  world.issuer.seat.person = 'mallory'
  const browser = world.browser()
  await browser.signIn()
  const before = browser.cookies.get(name) ?? ''
  world.issuer.seat.person = 'alice'
  browser.jars.delete(world.issuer.url)
  await browser.signIn()
  expect(browser.cookies.get(name)).not.toBe(before)
  expect((await browser.visit('/oidc/ui/')).body).toContain('<strong>alice</strong>')

  const old = world.browser()
  old.cookies.set(name, before)
  expect((await old.visit('/oidc/ui/')).status).toBe(303)
})

it.each(['', 'x', '../../etc/passwd', "' or 1=1 --", 'A'.repeat(44), 'A'.repeat(4_000)])(
  'a cookie that we never gave out (%s) is nobody',
  async (value) => {
    const browser = world.browser()
    browser.cookies.set(name, value)
    expect((await browser.visit('/')).status).toBe(303)
  },
)
