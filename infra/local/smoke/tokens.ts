import { z } from 'zod'
import type { StackFacts } from '../facts.ts'

const tokenAnswer = z.object({ access_token: z.string() })
const madeClient = z.array(z.object({ id: z.string() }))

/** An access token by client credentials (RFC 6749 §4.4). */
export async function clientCredentialsToken(issuer: string, clientId: string, clientSecret: string): Promise<string> {
  const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
  })
  if (!response.ok) throw new Error(`a token for ${clientId} at ${issuer}: answer ${response.status}`)
  return tokenAnswer.parse(await response.json()).access_token
}

/** Calls Keycloak's admin API as the client with which Pulumi administers it. */
export async function keycloakAdmin(
  { keycloak }: Pick<StackFacts, 'keycloak'>,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<unknown> {
  const master = `${keycloak.url}/realms/master`
  const token = await clientCredentialsToken(master, keycloak.adminClientId, keycloak.adminClientSecret)
  const response = await fetch(`${keycloak.url}/admin/realms/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: Keycloak answered ${response.status} ${text}`)
  return text === '' ? undefined : JSON.parse(text)
}

/** Name of the realm that an issuer of Keycloak's is for. */
export function realmOf(issuer: string): string {
  return issuer.slice(issuer.lastIndexOf('/') + 1)
}

/** A token of a client of the realm that nobody has given the gateway's audience; the client is gone afterwards. */
export async function tokenOfStranger(facts: StackFacts): Promise<string> {
  const realm = realmOf(facts.outputs.issuer)
  const clientId = `smoke-stranger-${crypto.randomUUID()}`
  const secret = crypto.randomUUID()
  await keycloakAdmin(facts, 'POST', `${realm}/clients`, {
    clientId,
    secret,
    publicClient: false,
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
  })
  const [client] = madeClient.parse(await keycloakAdmin(facts, 'GET', `${realm}/clients?clientId=${clientId}`))
  try {
    return await clientCredentialsToken(facts.outputs.issuer, clientId, secret)
  } finally {
    if (client !== undefined) await keycloakAdmin(facts, 'DELETE', `${realm}/clients/${client.id}`)
  }
}
