import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../support/gateway.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const now = (): number => Math.floor(Date.now() / 1000)
const search = '/api/2.0/mlflow/experiments/search'

const ask = (headers: Record<string, string>, path = search): Promise<Response> =>
  fetch(world.url + path, { headers, redirect: 'manual' })

describe('an access token by client credentials', () => {
  it('lets the service in and is not shown to MLflow', async () => {
    const token = await world.issuer.serviceToken('mlflow-ci')
    const response = await ask({ authorization: `Bearer ${token}` })
    expect(response.status).toBe(200)
    expect(world.upstream.received.at(-1)?.url).toBe(search)
    expect(JSON.stringify(world.upstream.received.at(-1))).not.toContain(token)
    expect(world.log.at(-1)).toMatchObject({ subject: 'mlflow-ci', reason: 'user', status: 200 })
  })

  it('of another audience is refused', async () => {
    const response = await ask({ authorization: `Bearer ${await world.issuer.serviceToken('stranger')}` })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="mlflow", error="invalid_token"')
    expect(await response.json()).toMatchObject({ error_code: 'UNAUTHENTICATED' })
    expect(world.log.at(-1)).toMatchObject({ reason: 'GW_TOKEN_INVALID', detail: 'aud-check_failed' })
  })

  it('is verified once and then remembered until it expires', async () => {
    const token = await world.issuer.serviceToken('mlflow-ci')
    await ask({ authorization: `Bearer ${token}` })
    const fetches = world.issuer.keyFetches()
    for (let count = 0; count < 5; count += 1) await ask({ authorization: `Bearer ${token}` })
    expect(world.issuer.keyFetches()).toBe(fetches)
    world.clock.offsetSeconds = 331
    const response = await ask({ authorization: `Bearer ${token}` })
    world.clock.offsetSeconds = 0
    expect(response.status).toBe(401)
    expect(world.log.at(-1)).toMatchObject({ detail: 'ERR_JWT_EXPIRED' })
  })
})

describe("an access token in Keycloak's form", () => {
  const claims = () => ({
    iss: world.issuer.url,
    aud: ['mlflow', 'account'],
    exp: now() + 300,
    iat: now(),
    typ: 'Bearer',
    azp: 'mlflow-ci',
    sub: '6c3bd9e2-service',
    preferred_username: 'service-account-mlflow-ci',
    groups: ['/mlflow-users'],
  })

  it('lets its service account in', async () => {
    const response = await ask({ authorization: `Bearer ${await world.issuer.sign(claims(), { typ: 'JWT' })}` })
    expect(response.status).toBe(200)
    expect(world.log.at(-1)).toMatchObject({ subject: '6c3bd9e2-service', reason: 'user' })
  })

  it('without a group gets 403 in JSON, whatever it accepts', async () => {
    const token = await world.issuer.sign({ ...claims(), groups: ['choir'] }, { typ: 'JWT' })
    const response = await ask({ authorization: `Bearer ${token}`, accept: 'text/html' })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error_code: 'PERMISSION_DENIED' })
  })

  it('may send traces, which a session may not', async () => {
    const token = await world.issuer.sign(claims(), { typ: 'JWT' })
    const sent = await fetch(`${world.url}/v1/traces`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    })
    expect(sent.status).toBe(200)

    const browser = world.browser()
    await browser.signIn()
    const { status } = await browser.visit('/v1/traces', {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' },
    })
    expect(status).toBe(403)
    expect(world.log.at(-1)).toMatchObject({ reason: 'bearer-only' })
  })
})

describe('no credential', () => {
  it.each([
    '/api/2.0/mlflow/experiments/search',
    '/ajax-api/2.0/mlflow/x',
    '/graphql',
    '/v1/traces',
    '/gateway/x',
    '/static-files/a.js',
    '/mcp',
  ])('gets 401 in the form of MLflow on %s, and no redirect', async (path) => {
    const response = await ask({ accept: '*/*' }, path)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="mlflow"')
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.json()).toEqual({
      error_code: 'UNAUTHENTICATED',
      message: expect.stringContaining('Sign-in is needed'),
      request_id: response.headers.get('x-request-id'),
    })
  })

  it.each([
    ['a navigation of an old browser', { accept: 'text/html,*/*;q=0.8' }, 303],
    ['a navigation', { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }, 303],
    ['a frame', { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, 401],
    ['a script', { accept: 'text/html', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 401],
  ] as const)('from %s is answered as fits', async (_name, headers, status) => {
    // Not fetch: it sets Sec-Fetch-Mode itself.
    const { statusCode, body } = await request(`${world.url}/`, { headers })
    await body.dump()
    expect(statusCode).toBe(status)
  })

  it('with a user name and password is told to use a token', async () => {
    const response = await ask({ authorization: `Basic ${btoa('alice:secret')}` })
    expect(response.status).toBe(401)
    expect(await response.text()).toContain('MLFLOW_TRACKING_TOKEN')
  })
})

describe('an outage of the issuer', () => {
  it('leaves tokens working that its known keys have signed', async () => {
    const separate = await startWorld()
    try {
      const [one, two] = [
        await separate.issuer.serviceToken('mlflow-ci'),
        await separate.issuer.serviceToken('mlflow-ci'),
      ]
      const send = (token: string) => fetch(separate.url + search, { headers: { authorization: `Bearer ${token}` } })
      expect((await send(one)).status).toBe(200)
      await separate.issuer.stop()
      expect((await send(two)).status).toBe(200)
    } finally {
      await separate.stop()
    }
  })
})
