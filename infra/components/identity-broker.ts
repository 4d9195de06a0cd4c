import * as keycloak from '@pulumi/keycloak'
import * as pulumi from '@pulumi/pulumi'
import type { Broker } from '../config/brokers.ts'
import { brokerEndpoints } from '../plan/broker-endpoints.ts'
import { childOptions } from './child-options.ts'

export interface IdentityBrokerArgs {
  readonly realmId: pulumi.Input<string>
  readonly broker: Broker
  readonly clientSecret: pulumi.Input<string>
}

/**
 * Another identity provider behind Keycloak: signatures verified, PKCE, profile and groups taken anew at every login,
 * so that somebody who left a group there is out of ours at the next one.
 */
export class IdentityBroker extends pulumi.ComponentResource {
  constructor(
    name: string,
    { realmId: realm, broker, clientSecret }: IdentityBrokerArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super('gatehouse:infra:IdentityBroker', name, {}, opts)
    const child = childOptions(this, opts)
    const provider = new keycloak.oidc.IdentityProvider(
      name,
      {
        realm,
        alias: broker.alias,
        displayName: broker.displayName,
        enabled: true,
        clientId: broker.clientId,
        clientSecret,
        defaultScopes: broker.scope,
        ...brokerEndpoints(broker),
        validateSignature: true,
        trustEmail: broker.trustEmail,
        storeToken: false,
        linkOnly: false,
        syncMode: 'FORCE',
        extraConfig: { pkceEnabled: 'true', pkceMethod: 'S256', clientAuthMethod: 'client_secret_post' },
      },
      child,
    )
    for (const { claim, value, group } of broker.groups)
      new keycloak.CustomIdentityProviderMapping(
        `${name}-${group}-${value}`,
        {
          realm,
          name: `${group} by ${claim} ${value}`,
          identityProviderAlias: provider.alias,
          identityProviderMapper: 'oidc-advanced-group-idp-mapper',
          extraConfig: {
            syncMode: 'FORCE',
            claims: JSON.stringify([{ key: claim, value }]),
            'are.claim.values.regex': 'false',
            group: `/${group}`,
          },
        },
        child,
      )
    this.registerOutputs()
  }
}
