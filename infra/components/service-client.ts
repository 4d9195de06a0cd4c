import * as keycloak from '@pulumi/keycloak'
import * as pulumi from '@pulumi/pulumi'
import { attachScopes } from './attached-scopes.ts'
import { childOptions } from './child-options.ts'
import { serviceScopes } from '../plan/client-scopes.ts'

export interface ServiceClientArgs {
  readonly realmId: pulumi.Input<string>
  readonly clientId: string
  readonly description: string | undefined
  readonly groupIds: pulumi.Input<string>[]
}

/** A machine: client credentials and nothing else, the gateway as audience, its service account in its groups. */
export class ServiceClient extends pulumi.ComponentResource {
  readonly name: string
  readonly clientId: pulumi.Output<string>
  readonly clientSecret: pulumi.Output<string>

  constructor(name: string, args: ServiceClientArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:ServiceClient', name, {}, opts)
    const child = childOptions(this, opts)
    const { realmId, clientId, description, groupIds } = args
    const client = new keycloak.openid.Client(
      name,
      {
        realmId,
        clientId,
        ...(description === undefined ? {} : { description }),
        enabled: true,
        accessType: 'CONFIDENTIAL',
        clientAuthenticatorType: 'client-secret',
        standardFlowEnabled: false,
        implicitFlowEnabled: false,
        directAccessGrantsEnabled: false,
        serviceAccountsEnabled: true,
        fullScopeAllowed: false,
        useRefreshTokensClientCredentials: false,
      },
      { ...child, additionalSecretOutputs: ['clientSecret'] },
    )
    attachScopes(name, { realmId, clientId: client.id, scopes: serviceScopes }, child)
    new keycloak.UserGroups(
      `${name}-groups`,
      // Exhaustive: a group that somebody gave the machine by hand is drift.
      { realmId, userId: client.serviceAccountUserId, groupIds, exhaustive: true },
      child,
    )
    this.name = clientId
    this.clientId = client.clientId
    this.clientSecret = pulumi.secret(client.clientSecret)
    this.registerOutputs({ clientId: this.clientId, clientSecret: this.clientSecret })
  }
}
