import type { IssuerFacts } from './issuer.ts'

/**
 * The gateway's environment, rendered from what the stack declares. The names are those of the gateway's own settings
 * (gateway/docs/configuration.md); a test compares them. `T` is the kind of value: text in tests, an output in the program.
 */
export interface GatewayFacts<T> {
  readonly publicUrl: string
  readonly redirectUri: string
  readonly providerDisplayName: string
  readonly issuer: IssuerFacts<T>
  readonly groups: { readonly users: readonly string[]; readonly administrators: readonly string[] }
  readonly databaseUrl: T
  readonly sessionKey: T
}

export function gatewayEnvironment<T>(facts: GatewayFacts<T>): Record<string, T | string> {
  return {
    GATEWAY_PUBLIC_URL: facts.publicUrl,
    OIDC_DISCOVERY_URL: facts.issuer.discoveryUrl,
    OIDC_CLIENT_ID: facts.issuer.clientId,
    OIDC_CLIENT_SECRET: facts.issuer.clientSecret,
    OIDC_REDIRECT_URI: facts.redirectUri,
    OIDC_SCOPE: facts.issuer.scope,
    OIDC_AUDIENCE: facts.issuer.audience,
    OIDC_GROUPS_ATTRIBUTE: facts.issuer.groupsAttribute,
    OIDC_GROUP_NAME: facts.groups.users.join(','),
    OIDC_ADMIN_GROUP_NAME: facts.groups.administrators.join(','),
    OIDC_PROVIDER_DISPLAY_NAME: facts.providerDisplayName,
    OIDC_USERS_DB_URI: facts.databaseUrl,
    SECRET_KEY: facts.sessionKey,
  }
}
