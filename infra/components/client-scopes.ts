import * as keycloak from '@pulumi/keycloak'
import * as pulumi from '@pulumi/pulumi'
import { childOptions } from './child-options.ts'
import { audienceScope, groupsScope } from '../plan/client-scopes.ts'

export interface ClientScopesArgs {
  readonly realmId: pulumi.Input<string>
  /** The audience that the gateway demands of access tokens. */
  readonly audience: string
}

/**
 * Two scopes: `groups` puts the group names where the gateway reads them, `mlflow-audience` names the gateway as the
 * audience of an access token. A client without the second one gets tokens that the gateway refuses.
 */
export class ClientScopes extends pulumi.ComponentResource {
  constructor(name: string, { realmId, audience }: ClientScopesArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:ClientScopes', name, {}, opts)
    const child = childOptions(this, opts)
    const groups = new keycloak.openid.ClientScope(
      `${name}-groups`,
      { realmId, name: groupsScope, description: 'Names of the groups of the user', includeInTokenScope: true },
      child,
    )
    new keycloak.openid.GroupMembershipProtocolMapper(
      `${name}-groups-mapper`,
      {
        realmId,
        clientScopeId: groups.id,
        name: 'groups',
        claimName: 'groups',
        fullPath: false,
        addToIdToken: true,
        addToAccessToken: true,
        addToUserinfo: true,
      },
      child,
    )
    const aud = new keycloak.openid.ClientScope(
      `${name}-audience`,
      { realmId, name: audienceScope, description: 'The gateway as audience', includeInTokenScope: false },
      child,
    )
    new keycloak.openid.AudienceProtocolMapper(
      `${name}-audience-mapper`,
      {
        realmId,
        clientScopeId: aud.id,
        name: audienceScope,
        includedCustomAudience: audience,
        addToAccessToken: true,
        addToIdToken: false,
      },
      child,
    )
    this.registerOutputs()
  }
}
