/** Identity providers behind Keycloak: people sign in there, Keycloak stays the issuer. */
import { z } from 'zod'
import { groupName, label } from './text.ts'

const https = z.url({ protocol: /^https$/, error: 'use an https URL' })

const common = {
  alias: label.meta({ description: 'Name in Keycloak; part of the redirect URI to register at the provider.' }),
  displayName: z.string().min(1).meta({ description: 'Text of the button on the login page.' }),
  clientId: z
    .string()
    .min(1)
    .meta({ description: 'Client id at the provider; its secret is in `brokerClientSecrets`.' }),
  scope: z.string().min(1).default('openid profile email').meta({ description: 'Scopes to ask the provider for.' }),
  trustEmail: z.boolean().default(false).meta({ description: 'Whether its e-mail addresses count as verified.' }),
  groups: z
    .array(
      z.strictObject({
        claim: z.string().min(1).default('groups').meta({ description: 'Claim at the provider.' }),
        value: z.string().min(1).meta({ description: 'Value of it; Entra ID sends object ids.' }),
        group: groupName.meta({ description: 'Group in Keycloak that a person with this value is in.' }),
      }),
    )
    .default([])
    .meta({ description: 'Which of its groups become which of ours, at every login.' }),
}

export const broker = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('entra').meta({ description: 'Microsoft Entra ID.' }),
    tenant: z.uuid().meta({ description: 'Tenant id.' }),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('okta').meta({ description: 'Okta, its organization or a custom authorization server.' }),
    issuer: https.meta({ description: 'Issuer, for example https://example.okta.com or …/oauth2/default.' }),
    ...common,
  }),
  z.strictObject({
    kind: z.literal('oidc').meta({ description: 'Any other OpenID provider.' }),
    issuer: https.meta({ description: 'Issuer identifier.' }),
    authorizationUrl: https.meta({ description: 'Authorization endpoint.' }),
    tokenUrl: https.meta({ description: 'Token endpoint.' }),
    jwksUrl: https.meta({ description: 'Key set; signatures are always verified.' }),
    userInfoUrl: https.optional().meta({ description: 'Userinfo endpoint.' }),
    logoutUrl: https.optional().meta({ description: 'End session endpoint.' }),
    ...common,
  }),
])

export type Broker = z.output<typeof broker>
