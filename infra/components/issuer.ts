import * as pulumi from '@pulumi/pulumi'
import type { StackSettings } from '../config/schema.ts'
import type { GivenCredentials } from '../given-credentials.ts'
import type { IssuerFacts } from '../plan/issuer.ts'
import type { Identity } from './identity.ts'

/** The issuer that the gateway trusts: the realm of the stack, or somebody else's issuer as it is configured. */
export function issuerFacts(
  { keycloak, externalIssuer }: Pick<StackSettings, 'keycloak' | 'externalIssuer'>,
  identity: Identity | undefined,
  credentials: GivenCredentials,
): IssuerFacts<pulumi.Output<string>> {
  if (identity !== undefined && keycloak !== undefined)
    return {
      discoveryUrl: identity.discoveryUrl,
      clientId: keycloak.gatewayClientId,
      clientSecret: identity.gatewayClient.clientSecret,
      audience: keycloak.gatewayClientId,
      scope: 'openid profile email groups',
      groupsAttribute: 'groups',
    }
  if (externalIssuer === undefined) throw new pulumi.RunError('a stack has either keycloak or externalIssuer')
  return {
    discoveryUrl: pulumi.output(externalIssuer.discoveryUrl),
    clientId: externalIssuer.clientId,
    clientSecret: credentials.text('externalIssuerClientSecret'),
    audience: externalIssuer.audience ?? externalIssuer.clientId,
    scope: externalIssuer.scope,
    groupsAttribute: externalIssuer.groupsAttribute,
  }
}
