/**
 * Which client scopes the stack's clients carry. The lists are complete, because Keycloak's resources are authoritative:
 * what is missing here is taken from the client. `basic` carries `sub` since Keycloak 25; without it an access token
 * has no subject.
 */
export const groupsScope = 'groups'
export const audienceScope = 'mlflow-audience'

/** Scopes of the gateway's client: a person's login. */
export const gatewayScopes = [
  'basic',
  'acr',
  'profile',
  'email',
  'roles',
  'web-origins',
  groupsScope,
  audienceScope,
] as const

/** Scopes of a machine: who it is (`basic`, `service_account`, `profile`), its groups and the gateway as audience. */
export const serviceScopes = ['basic', 'service_account', 'profile', groupsScope, audienceScope] as const
