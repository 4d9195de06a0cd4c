/**
 * The gateway's environment, rendered from what the stack declares. The names are those of the gateway's own settings
 * (gateway/docs/configuration.md); a test compares them. `T` is the kind of value: text in tests, an output in the program.
 */
export interface GatewayFacts<T> {
  readonly publicUrl: string
  readonly redirectUri: string
  readonly providerDisplayName: string
  readonly audience: string
  readonly clientId: string
  readonly groups: { readonly users: readonly string[]; readonly administrators: readonly string[] }
  readonly discoveryUrl: T
  readonly clientSecret: T
  readonly databaseUrl: T
  readonly sessionKey: T
}

export function gatewayEnvironment<T>(facts: GatewayFacts<T>): Record<string, T | string> {
  return {
    GATEWAY_PUBLIC_URL: facts.publicUrl,
    OIDC_DISCOVERY_URL: facts.discoveryUrl,
    OIDC_CLIENT_ID: facts.clientId,
    OIDC_CLIENT_SECRET: facts.clientSecret,
    OIDC_REDIRECT_URI: facts.redirectUri,
    OIDC_SCOPE: 'openid profile email groups',
    OIDC_AUDIENCE: facts.audience,
    OIDC_GROUPS_ATTRIBUTE: 'groups',
    OIDC_GROUP_NAME: facts.groups.users.join(','),
    OIDC_ADMIN_GROUP_NAME: facts.groups.administrators.join(','),
    OIDC_PROVIDER_DISPLAY_NAME: facts.providerDisplayName,
    OIDC_USERS_DB_URI: facts.databaseUrl,
    SECRET_KEY: facts.sessionKey,
  }
}
