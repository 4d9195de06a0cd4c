import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startWorld, type World } from '../support/gateway.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

describe("the gateway's own pages", () => {
  it.each([
    ['/oidc/assets/gatehouse.css', 'text/css; charset=utf-8'],
    ['/oidc/assets/icon.svg', 'image/svg+xml'],
  ])('%s comes as what it is, without a sign-in', async (path, type) => {
    const response = await fetch(world.url + path)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each(['/oidc', '/oidc/', '/oidc/nothing', '/oidc/assets/own-routes.ts', '/oidc/api/2.0/mlflow/x'])(
    '%s is nobody else’s, so it is not found and never forwarded',
    async (path) => {
      const response = await fetch(world.url + path)
      expect(response.status).toBe(404)
      expect(world.upstream.received).toEqual([])
    },
  )

  it('have a policy without inline code, no referrer, and are not kept', async () => {
    const { headers, body } = await world.browser().visit('/oidc/signed-out')
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' ${world.issuer.url}; base-uri 'none'; frame-ancestors 'none'`,
    )
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).not.toMatch(/<script|<style| style=| on\w+=|(?:src|href)="(?:https?:)?\/\//)
  })

  it('escape what the issuer says of somebody', async () => {
    const token = await world.issuer.sign(
      {
        iss: world.issuer.url,
        aud: 'mlflow',
        sub: 's',
        preferred_username: '<script>alert(1)</script>',
        iat: Math.floor(Date.now() / 1000),
        exp: Math.floor(Date.now() / 1000) + 60,
        groups: ['<img src=x>'],
      },
      { typ: 'at+jwt' },
    )
    const response = await fetch(`${world.url}/oidc/ui/`, { headers: { authorization: `Bearer ${token}` } })
    const body = await response.text()
    expect(body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(body).not.toMatch(/<script|<img/)
  })

  it('keep a method that is not theirs away from MLflow', async () => {
    const refused = await fetch(`${world.url}/login`, { method: 'DELETE' })
    expect(world.log.at(-1)).toMatchObject({ status: 404, reason: 'GW_NOT_FOUND' })
    expect(refused.status).toBe(404)
    expect((await fetch(`${world.url}/health`, { method: 'POST' })).status).toBe(405)
    expect(world.upstream.received).toEqual([])
  })
})

describe('groups that only userinfo tells', () => {
  it('let their member in', async () => {
    const separate = await startWorld({ issuer: { groupsInUserinfoOnly: true } })
    try {
      expect((await separate.browser().signIn()).status).toBe(200)
    } finally {
      await separate.stop()
    }
  })
})
