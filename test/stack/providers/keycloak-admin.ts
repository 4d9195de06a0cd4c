import { inject } from 'vitest'
import { z } from 'zod'

const { url, adminClientId, adminClientSecret } = inject('stack').keycloak

export async function api(method: string, path: string, body?: object): Promise<unknown> {
  const credentials = { grant_type: 'client_credentials', client_id: adminClientId, client_secret: adminClientSecret }
  const login = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(credentials),
  })
  const { access_token: token } = z.object({ access_token: z.string() }).parse(await login.json())
  const response = await fetch(`${url}/admin/realms/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (response.status === 404) return undefined
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}`)
  const text = await response.text()
  return text === '' ? null : JSON.parse(text)
}
