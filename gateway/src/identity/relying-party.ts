import * as oidc from 'openid-client'
import { GatewayError, messageOf } from '../errors.ts'
import { groupsOf } from './groups.ts'
import { displayName, emailOf, type Principal } from './principal.ts'

const requestTimeoutSeconds = 5
const wellKnown = '/.well-known/openid-configuration'

/** What one sign-in has to remember between leaving for the issuer and coming back (RFC 9700 §2.1, OIDC Core §3.1.2.1). */
export type FlowSecrets = Readonly<{ state: string; nonce: string; codeVerifier: string }>

/** A proven sign-in. The tokens are for the issuer alone: they are stored sealed and leave only towards it. */
export type SignIn = Readonly<{
  principal: Principal
  /** The issuer's session (OIDC Back-Channel Logout §2.1), where it tells. */
  sid: string | undefined
  idToken: string
  refreshToken: string | undefined
}>

export interface RelyingParty {
  readonly issuer: string
  readonly jwksUri: string
  /** Where the browser is sent to end the issuer's session, if the issuer can do that. */
  readonly endSessionOrigin: string | undefined
  begin(): Promise<{ url: URL; secrets: FlowSecrets }>
  /** @throws GatewayError GW_LOGIN_FAILED, or GW_ISSUER_UNREACHABLE where the token endpoint does not answer. */
  finish(query: string, secrets: FlowSecrets): Promise<SignIn>
  endSessionUrl(idToken: string | undefined): URL | undefined
}

export type RelyingPartyOptions = Readonly<{
  discoveryUrl: string
  clientId: string
  clientSecret: string
  redirectUri: string
  signedOutUri: string
  scopes: readonly string[]
  groupsAttribute: string
}>

/**
 * Asks the issuer for its metadata and becomes its relying party.
 *
 * @throws GatewayError GW_ISSUER_UNREACHABLE or GW_ISSUER_MISMATCH
 */
export async function discover(options: RelyingPartyOptions): Promise<RelyingParty> {
  const configuration = await readMetadata(options)
  const metadata = configuration.serverMetadata()
  const { jwks_uri: jwksUri, end_session_endpoint: endSession } = metadata
  if (jwksUri === undefined) throw new GatewayError('GW_ISSUER_UNREACHABLE', { detail: 'its metadata has no jwks_uri' })

  return {
    issuer: metadata.issuer,
    jwksUri,
    endSessionOrigin: endSession === undefined ? undefined : new URL(endSession).origin,
    begin: () => begin(configuration, options),
    finish: (query, secrets) => finish(configuration, options, query, secrets),
    endSessionUrl: (idToken) =>
      endSession === undefined
        ? undefined
        : oidc.buildEndSessionUrl(configuration, {
            post_logout_redirect_uri: options.signedOutUri,
            ...(idToken === undefined ? {} : { id_token_hint: idToken }),
          }),
  }
}

async function readMetadata(options: RelyingPartyOptions): Promise<oidc.Configuration> {
  const issuer = options.discoveryUrl.replace(wellKnown, '').replace(/\/$/, '')
  const url = new URL(issuer + wellKnown)
  let configuration: oidc.Configuration
  try {
    configuration = await oidc.discovery(url, options.clientId, {}, clientAuthentication(options.clientSecret), {
      timeout: requestTimeoutSeconds,
      // The settings allow http on a loopback host only.
      execute: [oidc.enableNonRepudiationChecks, ...(url.protocol === 'http:' ? [oidc.allowInsecureRequests] : [])],
    })
  } catch (cause) {
    throw new GatewayError('GW_ISSUER_UNREACHABLE', { detail: `GET ${url.href}: ${reasonOf(cause)}`, cause })
  }
  // The issuer in the metadata must be the one we asked (OIDC Discovery §4.3), or a mix-up is possible (RFC 9207).
  const named = configuration.serverMetadata().issuer
  if (named.replace(/\/$/, '') !== issuer) {
    throw new GatewayError('GW_ISSUER_MISMATCH', { detail: `asked ${issuer}, which says it is ${named}` })
  }
  return configuration
}

/** RFC 6749 §2.3.1 wants every server to take Basic; a few announce that they take the form only. */
function clientAuthentication(secret: string): oidc.ClientAuth {
  const basic = oidc.ClientSecretBasic(secret)
  const post = oidc.ClientSecretPost(secret)
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return (methods.includes('client_secret_basic') ? basic : post)(server, client, body, headers)
  }
}

async function begin(
  configuration: oidc.Configuration,
  { redirectUri, scopes }: RelyingPartyOptions,
): Promise<{ url: URL; secrets: FlowSecrets }> {
  const secrets: FlowSecrets = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    codeVerifier: oidc.randomPKCECodeVerifier(),
  }
  const url = oidc.buildAuthorizationUrl(configuration, {
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: scopes.join(' '),
    state: secrets.state,
    nonce: secrets.nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(secrets.codeVerifier),
    code_challenge_method: 'S256',
  })
  return { url, secrets }
}

async function finish(
  configuration: oidc.Configuration,
  { redirectUri, groupsAttribute }: RelyingPartyOptions,
  query: string,
  { state, nonce, codeVerifier }: FlowSecrets,
): Promise<SignIn> {
  // From the configured redirect URI, never from Host: that one belongs to whoever sends the request.
  const response = new URL(redirectUri)
  response.search = query
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, response, {
      pkceCodeVerifier: codeVerifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    })
    const claims = tokens.claims()
    if (claims === undefined || tokens.id_token === undefined) throw new Error('no ID token')
    const groups =
      groupsOf(claims, groupsAttribute) ??
      (await groupsOfUserinfo(configuration, tokens.access_token, claims.sub, groupsAttribute))
    return {
      principal: {
        kind: 'person',
        issuer: claims.iss,
        subject: claims.sub,
        name: displayName(claims, claims.sub),
        email: emailOf(claims),
        groups,
        credential: 'session',
      },
      sid: typeof claims['sid'] === 'string' ? claims['sid'] : undefined,
      idToken: tokens.id_token,
      refreshToken: tokens.refresh_token,
    }
  } catch (cause) {
    const unreachable = cause instanceof TypeError || (cause instanceof Error && cause.name === 'TimeoutError')
    throw new GatewayError(unreachable ? 'GW_ISSUER_UNREACHABLE' : 'GW_LOGIN_FAILED', {
      detail: reasonOf(cause),
      cause,
    })
  }
}

/** Some issuers put only the standard claims into the ID token and leave the rest to userinfo (OIDC Core §5.3). */
async function groupsOfUserinfo(
  configuration: oidc.Configuration,
  accessToken: string,
  subject: string,
  attribute: string,
): Promise<readonly string[]> {
  if (configuration.serverMetadata().userinfo_endpoint === undefined) return []
  return groupsOf(await oidc.fetchUserInfo(configuration, accessToken, subject), attribute) ?? []
}

/** The code of the error and the issuer's own error word; descriptions may quote what was sent. */
function reasonOf(cause: unknown): string {
  if (cause instanceof oidc.AuthorizationResponseError || cause instanceof oidc.ResponseBodyError) return cause.error
  const code = cause instanceof Error && 'code' in cause ? `${String(cause.code)}: ` : ''
  const inner = cause instanceof Error && cause.cause instanceof Error ? ` (${messageOf(cause.cause)})` : ''
  return `${code}${messageOf(cause)}${inner}`
}
