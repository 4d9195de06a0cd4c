import { Readable } from 'node:stream'
import { request } from 'undici'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { publicUrl, startWorld, type World } from '../support/gateway.ts'

let world: World
let browser: Browser
beforeAll(async () => {
  world = await startWorld({ environment: { OIDC_PROVIDER_DISPLAY_NAME: 'Keycloak' } })
})
afterAll(() => world.stop())
beforeEach(async () => {
  world.issuer.seat.person = 'alice'
  browser = world.browser()
  await browser.signIn()
})

const now = (): number => Math.floor(Date.now() / 1000)
const isSignedIn = async (who: Browser): Promise<boolean> => (await who.visit('/')).status === 200

describe('signing out', () => {
  it('asks first, and changes nothing by asking', async () => {
    const { status, body } = await browser.visit('/logout')
    expect(status).toBe(200)
    expect(body).toContain('<form method="post" action="/logout">')
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('ends the session here and goes on to the issuer with its own ID token as hint', async () => {
    const stolen = new Map(browser.cookies)
    const seen = await browser.visit('/logout', { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } })
    expect(seen.status).toBe(303)
    const url = new URL(seen.location)
    expect(url.origin + url.pathname).toBe(`${world.issuer.url}/session/end`)
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${publicUrl}/oidc/signed-out`)
    expect(url.searchParams.get('client_id')).toBe('gateway')
    expect(url.searchParams.get('id_token_hint')).toMatch(/^eyJ/)
    expect(seen.headers.get('clear-site-data')).toBe('"cache", "storage"')
    expect(seen.headers.getSetCookie()).toEqual(['__Host-mlf_sid=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure'])
    expect(browser.cookies.size).toBe(0)

    const thief = world.browser()
    for (const [name, value] of stolen) thief.cookies.set(name, value)
    expect(await isSignedIn(thief)).toBe(false)
    expect((await browser.visit(seen.location)).status).toBe(200)
  })

  it('without a session says that nobody is signed in any more', async () => {
    const seen = await world.browser().visit('/logout', { method: 'POST' })
    expect(seen.location).toBe(`${publicUrl}/oidc/signed-out`)
    expect((await browser.visit(seen.location)).body).toContain('Sign in with Keycloak')
  })

  it('lets the form go on to the issuer, which Chromium asks the policy about', async () => {
    const { headers } = await browser.visit('/logout')
    expect(headers.get('content-security-policy')).toContain(`form-action 'self' ${world.issuer.url}`)
  })
})

describe('back-channel logout', () => {
  const claims = () => ({
    iss: world.issuer.url,
    aud: 'gateway',
    iat: now(),
    exp: now() + 120,
    jti: crypto.randomUUID(),
    sub: 'alice',
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  })
  const post = (token: string): Promise<Response> =>
    fetch(`${world.url}/oidc/backchannel-logout`, {
      method: 'POST',
      body: new URLSearchParams({ logout_token: token }),
    })

  it.each([
    ['the standard form', 'logout+jwt', {}],
    ["Keycloak's form", 'JWT', { typ: 'Logout' }],
  ])('ends all sessions of the subject, in %s', async (_name, typ, extra) => {
    const second = world.browser()
    await second.signIn()
    world.issuer.seat.person = 'ada'
    const other = world.browser()
    await other.signIn()
    const response = await post(await world.issuer.sign({ ...claims(), ...extra }, { typ }))
    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await isSignedIn(browser)).toBe(false)
    expect(await isSignedIn(second)).toBe(false)
    expect(await isSignedIn(other)).toBe(true)
  })

  it('with a sid of another session leaves this one alone', async () => {
    const response = await post(await world.issuer.sign({ ...claims(), sid: 'elsewhere' }, { typ: 'logout+jwt' }))
    expect(response.status).toBe(200)
    expect(await isSignedIn(browser)).toBe(true)
  })

  it('is obeyed once: a replay does not end the session of a later sign-in', async () => {
    const token = await world.issuer.sign(claims(), { typ: 'logout+jwt' })
    await post(token)
    const later = world.browser()
    await later.signIn()
    expect((await post(token)).status).toBe(200)
    expect(await isSignedIn(later)).toBe(true)
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['of another issuer', { iss: 'https://elsewhere.example' }, 'logout+jwt'],
    ['for another client', { aud: 'other' }, 'logout+jwt'],
    ['that is old', { iat: 1_600_000_000, exp: undefined }, 'logout+jwt'],
    ['that has expired', { exp: 1_600_000_000 }, 'logout+jwt'],
    ['with a nonce, as an ID token has', { nonce: 'n' }, 'logout+jwt'],
    ['without the event', { events: {} }, 'logout+jwt'],
    ['without jti', { jti: undefined }, 'logout+jwt'],
    ['without sub and sid', { sub: undefined }, 'logout+jwt'],
    ['of another type', {}, 'JWT'],
    ['of the type of an access token', {}, 'at+jwt'],
  ])('%s is refused and ends nothing', async (_name, changed, typ) => {
    const response = await post(await world.issuer.sign({ ...claims(), ...changed }, { typ }))
    expect(response.status).toBe(400)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toMatchObject({ error: 'invalid_request' })
    expect(await isSignedIn(browser)).toBe(true)
  })

  it.each<[string, RequestInit]>([
    ['in the query', { method: 'POST' }],
    ['in JSON', { method: 'POST', body: '{"logout_token":"x"}', headers: { 'content-type': 'application/json' } }],
    [
      'twice',
      {
        method: 'POST',
        body: new URLSearchParams([
          ['logout_token', 'a'],
          ['logout_token', 'b'],
        ]),
      },
    ],
  ])('%s is refused', async (_name, init) => {
    const response = await fetch(`${world.url}/oidc/backchannel-logout?logout_token=x`, init)
    expect(response.status).toBe(400)
  })

  it('longer than any logout token is not read', async () => {
    expect((await post('x'.repeat(100_000))).status).toBe(400)
    expect(world.log.at(-1)).toMatchObject({ detail: 'the body is too long' })
  })

  it('may come in chunks', async () => {
    const token = await world.issuer.sign(claims(), { typ: 'logout+jwt' })
    const { statusCode } = await request(`${world.url}/oidc/backchannel-logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: Readable.from(['logout_token=', token]),
    })
    expect(statusCode).toBe(200)
    expect(await isSignedIn(browser)).toBe(false)
  })
})
