import * as keycloak from '@pulumi/keycloak'
import type * as pulumi from '@pulumi/pulumi'

export interface AttachedScopesArgs {
  readonly realmId: pulumi.Input<string>
  /** The client's id in Keycloak, not its client id. */
  readonly clientId: pulumi.Input<string>
  /** All default scopes of the client: the lists are authoritative. */
  readonly scopes: readonly string[]
}

/**
 * The client's default scopes, and no optional one. Keycloak attaches the realm's optional scopes to a new client, and a
 * scope can't be in both lists, so the optional ones go first.
 */
export function attachScopes(
  name: string,
  { realmId, clientId, scopes }: AttachedScopesArgs,
  child: pulumi.CustomResourceOptions,
): void {
  const optional = new keycloak.openid.ClientOptionalScopes(
    `${name}-optional-scopes`,
    { realmId, clientId, optionalScopes: [] },
    child,
  )
  new keycloak.openid.ClientDefaultScopes(
    `${name}-default-scopes`,
    { realmId, clientId, defaultScopes: [...scopes] },
    { ...child, dependsOn: optional },
  )
}
