import * as keycloak from '@pulumi/keycloak'
import * as pulumi from '@pulumi/pulumi'
import type { KeycloakSettings } from '../config/identity.ts'
import type { StackSettings } from '../config/schema.ts'
import { childOptions } from './child-options.ts'
import { AuthorizationServices } from './authorization-services.ts'
import { ClientScopes } from './client-scopes.ts'
import { GatewayClient } from './gateway-client.ts'
import { IdentityBroker } from './identity-broker.ts'
import { Realm } from './realm.ts'
import { ServiceClient } from './service-client.ts'
import { TestUser } from './test-user.ts'

export type IdentityArgs = Pick<
  StackSettings,
  'publicUrl' | 'gatewayInternalUrl' | 'groups' | 'serviceClients' | 'testUsers'
> & {
  readonly keycloak: KeycloakSettings
  /** Client secrets of the brokers, by alias. */
  readonly brokerSecrets: (alias: string) => pulumi.Output<string>
  /** Whether the realm may be deleted with the stack. */
  readonly protect: boolean
}

/** All that the stack declares in Keycloak: realm, scopes, groups, the gateway's client, machines and test users. */
export class Identity extends pulumi.ComponentResource {
  readonly issuer: pulumi.Output<string>
  readonly discoveryUrl: pulumi.Output<string>
  readonly gatewayClient: GatewayClient
  readonly serviceClients: readonly ServiceClient[]
  readonly testUsers: readonly TestUser[]

  constructor(name: string, args: IdentityArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Identity', name, {}, opts)
    const { keycloak: issuer, publicUrl, gatewayInternalUrl, groups } = args
    const realm = new Realm(
      `${name}-realm`,
      { ...issuer.realm, lifespans: issuer.lifespans, protect: args.protect },
      { parent: this },
    )
    const { realmId } = realm
    // Deleting a realm deletes what is in it, so its children need no calls of their own.
    const inRealm = childOptions(this, realm.resource === undefined ? {} : { deletedWith: realm.resource })

    const scopes = new ClientScopes(`${name}-scopes`, { realmId, audience: issuer.gatewayClientId }, inRealm)
    const groupIds = new Map(
      [...groups.users, ...groups.administrators].map((group) => [
        group,
        new keycloak.Group(`${name}-group-${group}`, { realmId, name: group }, inRealm).id,
      ]),
    )
    const idsOf = (names: readonly string[]) => names.flatMap((group) => groupIds.get(group) ?? [])

    this.gatewayClient = new GatewayClient(
      `${name}-gateway`,
      {
        realmId,
        clientId: issuer.gatewayClientId,
        publicUrl,
        internalUrl: gatewayInternalUrl ?? publicUrl,
        withAuthorization: issuer.authorization !== undefined,
      },
      { ...inRealm, dependsOn: scopes },
    )
    this.serviceClients = args.serviceClients.map(
      (client) =>
        new ServiceClient(
          `${name}-${client.name}`,
          { realmId, clientId: client.name, description: client.description, groupIds: idsOf(client.groups) },
          { ...inRealm, dependsOn: scopes },
        ),
    )
    this.testUsers = args.testUsers.map(
      (user) => new TestUser(`${name}-${user.username}`, { realmId, ...user, groupIds: idsOf(user.groups) }, inRealm),
    )
    for (const broker of issuer.brokers)
      new IdentityBroker(
        `${name}-broker-${broker.alias}`,
        { realmId, broker, clientSecret: args.brokerSecrets(broker.alias) },
        inRealm,
      )
    if (issuer.authorization !== undefined)
      new AuthorizationServices(
        `${name}-authorization`,
        {
          realmId,
          resourceServerId: this.gatewayClient.resourceServerId,
          authorization: issuer.authorization,
          groupIds,
        },
        inRealm,
      )
    this.issuer = pulumi.interpolate`${issuer.url}/realms/${realmId}`
    this.discoveryUrl = pulumi.interpolate`${this.issuer}/.well-known/openid-configuration`
    this.registerOutputs({ issuer: this.issuer, discoveryUrl: this.discoveryUrl })
  }
}
