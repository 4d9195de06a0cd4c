import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { publicUrl, startWorld, type World } from '../support/gateway.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

describe('signing in', () => {
  it('takes a navigation to the page it wanted, through the issuer', async () => {
    world.issuer.seat.person = 'alice'
    const browser = world.browser()
    const first = await browser.visit('/experiments?page=2')
    expect(first.status).toBe(303)
    expect(first.location).toBe(`${publicUrl}/login?return_to=%2Fexperiments%3Fpage%3D2`)

    const last = await browser.follow(first.location)
    expect(last.url).toBe(`${publicUrl}/experiments?page=2`)
    expect(last.status).toBe(200)
    expect(last.body).toBe('ok')
    expect(world.upstream.received.at(-1)?.url).toBe('/experiments?page=2')
  })

  it('asks for a code with PKCE S256, a nonce and a state of this flow alone', async () => {
    const [one, other] = await Promise.all([world.browser().visit('/login'), world.browser().visit('/login')])
    const query = new URL(one.location).searchParams
    expect(Object.fromEntries(query)).toMatchObject({
      response_type: 'code',
      client_id: 'gateway',
      redirect_uri: `${publicUrl}/callback`,
      code_challenge_method: 'S256',
      scope: 'openid profile email groups',
    })
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(query.get(name)?.length).toBeGreaterThanOrEqual(43)
      expect(query.get(name)).not.toBe(new URL(other.location).searchParams.get(name))
    }
  })

  it('gives a cookie that only https and only this host can have', async () => {
    const browser = world.browser()
    const seen = await browser.visit(await browser.callbackOf())
    const [session] = seen.headers.getSetCookie()
    expect(session).toMatch(/^__Host-mlf_sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
    expect([...browser.cookies.keys()]).toEqual(['__Host-mlf_sid'])
  })

  it('keeps neither the cookie nor a token readable in the database', async () => {
    const browser = world.browser()
    await browser.signIn()
    const { default: pg } = await import('pg')
    const client = new pg.Client(world.database.url)
    await client.connect()
    const { rows } = await client.query<{ whole: string }>(
      "select sessions::text || encode(sealed_tokens, 'escape') as whole from sessions",
    )
    await client.end()
    expect(rows.length).toBeGreaterThan(0)
    for (const { whole } of rows) {
      expect(whole).not.toContain(browser.cookies.get('__Host-mlf_sid'))
      expect(whole).not.toMatch(/eyJ[\w-]{10}/)
    }
  })

  it('shows who is signed in and what that allows', async () => {
    world.issuer.seat.person = 'ada'
    const browser = world.browser()
    await browser.signIn()
    const { body, headers } = await browser.visit('/oidc/ui/')
    expect(body).toContain('<strong>ada</strong>')
    expect(body).toContain('ada@example.com')
    expect(body).toContain('Administrator')
    expect(body).toContain('mlflow-admins')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'")
  })

  it('shows a member of no group exactly the groups of which one is needed', async () => {
    world.issuer.seat.person = 'mallory'
    const before = world.upstream.received.length
    const { status, body } = await world.browser().signIn()
    expect(status).toBe(403)
    expect(body).toContain('<h1>No access: a group is missing</h1>')
    expect([...body.matchAll(/<li><code>(.*?)<\/code><\/li>/g)].map(([, group]) => group)).toEqual([
      'mlflow-users',
      'data-science',
      'mlflow-admins',
    ])
    expect(body).toContain('<strong>mallory</strong>')
    expect(body).toContain('action="/logout"')
    expect(world.upstream.received.length).toBe(before)
  })

  it('answers a script of somebody without a group in JSON', async () => {
    world.issuer.seat.person = 'mallory'
    const browser = world.browser()
    await browser.signIn()
    const { status, body } = await browser.visit('/ajax-api/2.0/mlflow/experiments/search', {
      headers: { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', accept: '*/*' },
    })
    expect(status).toBe(403)
    expect(JSON.parse(body)).toMatchObject({ error_code: 'PERMISSION_DENIED' })
  })

  it('says why in a page when the issuer refuses, and offers another try', async () => {
    const browser = world.browser()
    const begun = await browser.visit('/login')
    const state = new URL(begun.location).searchParams.get('state') ?? ''
    const { status, body } = await browser.visit(`/callback?error=access_denied&state=${state}&iss=${world.issuer.url}`)
    expect(status).toBe(400)
    expect(body).toContain('The sign-in did not succeed')
    expect(body).toContain('href="/login"')
    expect(world.log.at(-1)).toMatchObject({ reason: 'GW_LOGIN_FAILED', detail: 'access_denied' })
  })
})

describe('a session', () => {
  it('ends when it is not used, and no sooner', async () => {
    world.issuer.seat.person = 'alice'
    const browser = world.browser()
    await browser.signIn()
    for (const [offsetSeconds, status] of [
      [28_000, 200],
      [56_000, 200],
      [84_801, 303],
    ] as const) {
      world.clock.offsetSeconds = offsetSeconds
      expect((await browser.visit('/')).status).toBe(status)
    }
    world.clock.offsetSeconds = 0
  })

  it('ends after a day however much it is used', async () => {
    world.issuer.seat.person = 'alice'
    const browser = world.browser()
    await browser.signIn()
    for (const [offsetSeconds, status] of [
      [28_000, 200],
      [56_000, 200],
      [84_000, 200],
      [86_401, 303],
    ] as const) {
      world.clock.offsetSeconds = offsetSeconds
      expect((await browser.visit('/')).status).toBe(status)
    }
    world.clock.offsetSeconds = 0
  })
})

describe('the log', () => {
  it('has a line for each request with its fate, and no secret of any sign-in', async () => {
    world.issuer.seat.person = 'alice'
    const browser = world.browser()
    const callback = await browser.callbackOf()
    await browser.visit(callback)
    await browser.visit('/experiments?filter=private')
    const lines = world.log.filter(({ msg }) => msg === 'request')
    expect(lines.at(-1)).toMatchObject({
      method: 'GET',
      path: '/experiments',
      status: 200,
      subject: 'alice',
      reason: 'user',
    })
    expect(lines.at(-2)).toMatchObject({ path: '/callback', status: 303, subject: 'alice', reason: 'signed-in' })
    const text = JSON.stringify(world.log)
    const { searchParams } = new URL(callback)
    for (const secret of [
      searchParams.get('code'),
      searchParams.get('state'),
      ...browser.cookies.values(),
      'private',
      'eyJ',
    ]) {
      expect(text).not.toContain(secret)
    }
  })
})
