/** Where Keycloak keeps an input of a client as an attribute: `flag` is "true"/"false", `list` is joined with "##". */
export const clientAttributes = {
  pkceCodeChallengeMethod: { key: 'pkce.code.challenge.method', kind: 'text' },
  accessTokenLifespan: { key: 'access.token.lifespan', kind: 'text' },
  clientSessionIdleTimeout: { key: 'client.session.idle.timeout', kind: 'text' },
  clientSessionMaxLifespan: { key: 'client.session.max.lifespan', kind: 'text' },
  clientOfflineSessionIdleTimeout: { key: 'client.offline.session.idle.timeout', kind: 'text' },
  clientOfflineSessionMaxLifespan: { key: 'client.offline.session.max.lifespan', kind: 'text' },
  excludeSessionStateFromAuthResponse: { key: 'exclude.session.state.from.auth.response', kind: 'flag' },
  excludeIssuerFromAuthResponse: { key: 'exclude.issuer.from.auth.response', kind: 'flag' },
  loginTheme: { key: 'login_theme', kind: 'text' },
  displayOnConsentScreen: { key: 'display.on.consent.screen', kind: 'flag' },
  consentScreenText: { key: 'consent.screen.text', kind: 'text' },
  useRefreshTokens: { key: 'use.refresh.tokens', kind: 'flag' },
  useRefreshTokensClientCredentials: { key: 'client_credentials.use_refresh_token', kind: 'flag' },
  standardTokenExchangeEnabled: { key: 'standard.token.exchange.enabled', kind: 'flag' },
  requireDpopBoundTokens: { key: 'dpop.bound.access.tokens', kind: 'flag' },
  frontchannelLogoutUrl: { key: 'frontchannel.logout.url', kind: 'text' },
  backchannelLogoutUrl: { key: 'backchannel.logout.url', kind: 'text' },
  backchannelLogoutSessionRequired: { key: 'backchannel.logout.session.required', kind: 'flag' },
  backchannelLogoutRevokeOfflineSessions: { key: 'backchannel.logout.revoke.offline.tokens', kind: 'flag' },
  oauth2DeviceAuthorizationGrantEnabled: { key: 'oauth2.device.authorization.grant.enabled', kind: 'flag' },
  oauth2DeviceCodeLifespan: { key: 'oauth2.device.code.lifespan', kind: 'text' },
  oauth2DevicePollingInterval: { key: 'oauth2.device.polling.interval', kind: 'text' },
  validPostLogoutRedirectUris: { key: 'post.logout.redirect.uris', kind: 'list' },
} as const satisfies Readonly<Record<string, { key: string; kind: 'text' | 'flag' | 'list' }>>

type Table = typeof clientAttributes
export type AttributeInput = keyof Table
type AttributeValue<K extends AttributeInput> = {
  text: string
  flag: boolean
  list: readonly string[]
}[Table[K]['kind']]
export type AttributeInputs = { readonly [K in AttributeInput]?: AttributeValue<K> | undefined }

const SEPARATOR = '##'

/** Nothing is written as "", which makes Keycloak forget the attribute. */
export function toAttributes(inputs: AttributeInputs): Record<string, string> {
  const given: Readonly<Record<string, string | boolean | readonly string[] | undefined>> = inputs
  return Object.fromEntries(
    Object.entries(clientAttributes).map(([input, { key }]) => {
      const value = given[input] ?? ''
      return [key, typeof value === 'object' ? value.join(SEPARATOR) : String(value)]
    }),
  )
}

export function fromAttributes(attributes: Readonly<Record<string, string>>): AttributeInputs {
  return Object.fromEntries(
    Object.entries(clientAttributes).map(([input, { key, kind }]) => {
      const value = attributes[key] ?? ''
      if (kind === 'flag') return [input, value === 'true']
      return [input, kind === 'text' ? value : value.split(SEPARATOR).filter(Boolean)]
    }),
  )
}
