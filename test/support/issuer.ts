import type { webcrypto } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Provider, type Configuration } from 'oidc-provider'
import { listen } from './listen.ts'

export type Person = Readonly<{ groups: readonly string[]; email: string }>

export const people: Readonly<Record<string, Person>> = {
  alice: { groups: ['mlflow-users'], email: 'alice@example.com' },
  ada: { groups: ['mlflow-admins'], email: 'ada@example.com' },
  mallory: { groups: ['choir'], email: 'mallory@example.com' },
}

export type Issuer = Readonly<{
  url: string
  client: Readonly<{ id: string; secret: string }>
  /** Who sits at the issuer's sign-in page; it asks nothing else. */
  seat: { person: string }
  /** Requests for the keys so far. */
  keyFetches: () => number
  /** A real access token by client credentials. */
  serviceToken: (client: 'mlflow-ci' | 'stranger') => Promise<string>
  /** Any JWT under the issuer's own key: what the issuer could have signed for another purpose. */
  sign: (claims: Record<string, unknown>, header?: Record<string, unknown>) => Promise<string>
  publicKey: webcrypto.CryptoKey
  stop: () => Promise<void>
}>

export type IssuerOptions = Readonly<{ redirectUri: string; signedOutUri: string; groupsInUserinfoOnly?: boolean }>

/** A real OpenID provider. It is certified, so what passes here is the protocol and not our idea of it. */
export async function startIssuer({
  redirectUri,
  signedOutUri,
  groupsInUserinfoOnly = false,
}: IssuerOptions): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const client = { id: 'gateway', secret: 'the secret of the gateway' }
  const seat = { person: 'alice' }
  let fetches = 0
  let handle: (incoming: IncomingMessage, outgoing: ServerResponse) => void = () => undefined
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/jwks') fetches += 1
    handle(incoming, outgoing)
  })
  const url = `http://127.0.0.1:${await listen(server)}`
  const service = (id: string) => ({
    client_id: id,
    client_secret: `the secret of ${id}`,
    grant_types: ['client_credentials'],
    redirect_uris: [],
    response_types: [],
  })
  const configuration: Configuration = {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [signedOutUri],
      },
      service('mlflow-ci'),
      service('stranger'),
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'issuer-key', alg: 'RS256', use: 'sig' }] },
    cookies: { keys: ['a key for the cookies of a test'] },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      ClientCredentials: 300,
      Grant: 600,
      IdToken: 300,
      Interaction: 60,
      Session: 600,
    },
    pkce: { required: () => true },
    conformIdTokenClaims: groupsInUserinfoOnly,
    claims: {
      openid: ['sub'],
      profile: ['preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    scopes: ['openid', 'profile', 'email', 'groups', 'offline_access'],
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        preferred_username: id,
        email_verified: true,
        ...people[id],
        groups: [...(people[id]?.groups ?? [])],
      }),
    }),
    extraTokenClaims: (_context, token) =>
      token.kind === 'ClientCredentials' ? { groups: ['mlflow-users'] } : undefined,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_context, asking) => (asking.clientId === client.id ? [] : `urn:${asking.clientId}`),
        useGrantedResource: () => false,
        getResourceServerInfo: (_context, resource) => ({
          scope: '',
          audience: resource === 'urn:mlflow-ci' ? 'mlflow' : 'elsewhere',
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        clientId: context.oidc.client?.clientId ?? '',
        accountId: context.oidc.session?.accountId ?? '',
      })
      grant.addOIDCScope('openid profile email groups')
      await grant.save()
      return grant
    },
  }
  const provider = new Provider(url, configuration)
  const callback = provider.callback()
  handle = (incoming, outgoing) => {
    const finished = incoming.url?.startsWith('/interaction/')
      ? provider.interactionFinished(incoming, outgoing, { login: { accountId: seat.person } })
      : callback(incoming, outgoing)
    finished.catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined))
  }

  return {
    url,
    client,
    seat,
    publicKey,
    keyFetches: () => fetches,
    serviceToken: async (id) => {
      const response = await fetch(`${url}/token`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${id}:${encodeURIComponent(`the secret of ${id}`)}`).toString('base64')}`,
        },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      })
      const answer: unknown = await response.json()
      if (typeof answer === 'object' && answer !== null && 'access_token' in answer) return String(answer.access_token)
      throw new Error(`no token: ${JSON.stringify(answer)}`)
    },
    sign: (claims, header = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', kid: 'issuer-key', ...header })
        // Even a critical header that nobody knows, or jose would not sign it.
        .sign(privateKey, 'crit' in header ? { crit: { x: true } } : undefined),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
