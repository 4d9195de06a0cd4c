import * as keycloak from '@pulumi/keycloak'
import * as pulumi from '@pulumi/pulumi'
import { attachScopes } from './attached-scopes.ts'
import { childOptions } from './child-options.ts'
import { gatewayScopes } from '../plan/client-scopes.ts'
import { gatewayAddresses } from '../plan/redirect-uris.ts'

export interface GatewayClientArgs {
  readonly realmId: pulumi.Input<string>
  readonly clientId: string
  readonly publicUrl: string
  readonly internalUrl: string
  /** Whether the client is a resource server of Keycloak's authorization services too. */
  readonly withAuthorization: boolean
}

/** What no rule names is refused; Keycloak's own default rule, which grants everything, does not stay. */
const resourceServer = {
  policyEnforcementMode: 'ENFORCING',
  decisionStrategy: 'UNANIMOUS',
  // Left out, it flips between false and true with every update.
  allowRemoteResourceManagement: true,
  keepDefaults: false,
}

/** The gateway as a relying party: confidential, authorization code with PKCE S256 only, exact redirect URIs. */
export class GatewayClient extends pulumi.ComponentResource {
  readonly clientId: pulumi.Output<string>
  readonly clientSecret: pulumi.Output<string>
  readonly resourceServerId: pulumi.Output<string>

  constructor(name: string, args: GatewayClientArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:GatewayClient', name, {}, opts)
    const child = childOptions(this, opts)
    const { realmId, clientId, publicUrl, internalUrl, withAuthorization } = args
    const addresses = gatewayAddresses(publicUrl, internalUrl)
    const client = new keycloak.openid.Client(
      name,
      {
        realmId,
        clientId,
        name: 'MLflow',
        description: 'The gateway in front of MLflow',
        enabled: true,
        accessType: 'CONFIDENTIAL',
        clientAuthenticatorType: 'client-secret',
        standardFlowEnabled: true,
        pkceCodeChallengeMethod: 'S256',
        implicitFlowEnabled: false,
        directAccessGrantsEnabled: false,
        serviceAccountsEnabled: true,
        consentRequired: false,
        fullScopeAllowed: false,
        useRefreshTokens: true,
        rootUrl: publicUrl,
        baseUrl: publicUrl,
        validRedirectUris: [addresses.redirectUri],
        validPostLogoutRedirectUris: [addresses.postLogoutRedirectUri],
        webOrigins: [],
        frontchannelLogoutEnabled: false,
        backchannelLogoutUrl: addresses.backchannelLogoutUrl,
        backchannelLogoutSessionRequired: true,
        ...(withAuthorization ? { authorization: resourceServer } : {}),
      },
      { ...child, additionalSecretOutputs: ['clientSecret'] },
    )
    attachScopes(name, { realmId, clientId: client.id, scopes: gatewayScopes }, child)
    this.clientId = client.clientId
    this.clientSecret = pulumi.secret(client.clientSecret)
    this.resourceServerId = client.resourceServerId
    this.registerOutputs({ clientId: this.clientId, clientSecret: this.clientSecret })
  }
}
