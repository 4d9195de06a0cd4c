/** Who may come in: Keycloak and what the stack owns in it, groups, machines, people of a development stack. */
import { z } from 'zod'
import { authorization } from './authorization.ts'
import { broker } from './brokers.ts'
import { baseUrl, duration, groupName, label } from './text.ts'

const realm = z
  .strictObject({
    manage: z.enum(['create', 'existing']).default('create').meta({
      description:
        '`create`: the stack owns the realm and its settings. `existing`: only clients, scopes and groups are added to it.',
    }),
    name: label.default('mlflow').meta({ description: 'Name of the realm; part of the issuer.' }),
    displayName: z.string().min(1).default('MLflow').meta({ description: 'Name on the login page.' }),
  })
  .prefault({})

const lifespans = z
  .strictObject({
    accessToken: duration.default('5m').meta({ description: 'How long an access token is valid.' }),
    sessionIdle: duration.default('30m').meta({ description: 'Single sign-on session without use.' }),
    sessionMax: duration.default('10h').meta({ description: 'Single sign-on session at most.' }),
    loginCode: duration.default('1m').meta({ description: 'Authorization code: from redirect to token request.' }),
  })
  .prefault({})

export const keycloak = z.strictObject({
  url: baseUrl.meta({ description: 'Base URL of Keycloak as browsers, clients and this program reach it.' }),
  adminRealm: label.default('master').meta({ description: 'Realm of the client that manages Keycloak.' }),
  adminClientId: z
    .string()
    .min(1)
    .default('gatehouse-pulumi')
    .meta({ description: 'Confidential client with a service account that manages Keycloak.' }),
  realm,
  lifespans,
  gatewayClientId: label
    .default('mlflow')
    .meta({ description: 'Client id of the gateway; the audience of its access tokens.' }),
  brokers: z.array(broker).default([]).meta({ description: 'Other identity providers that people may sign in with.' }),
  authorization: authorization.optional().meta({
    description: "Keycloak's authorization services (UMA): rules by group that the gateway may ask for.",
  }),
})

export type KeycloakSettings = z.output<typeof keycloak>

/** An issuer that belongs to somebody else: Entra ID, Okta, Auth0, another team's Keycloak. */
export const externalIssuer = z.strictObject({
  discoveryUrl: z
    .url({ protocol: /^https$/ })
    .endsWith('/.well-known/openid-configuration')
    .meta({ description: 'Discovery document (OIDC Discovery §4).' }),
  clientId: z.string().min(1).meta({ description: 'Client id of the gateway; its secret is a credential.' }),
  audience: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'Audience of access tokens; the client id when left out.' }),
  scope: z.string().min(1).default('openid profile email').meta({ description: 'Scopes to ask for.' }),
  groupsAttribute: z.string().min(1).default('groups').meta({ description: 'Claim that holds the groups.' }),
})

export type ExternalIssuerSettings = z.output<typeof externalIssuer>

export const groups = z.strictObject({
  users: z.array(groupName).min(1).meta({ description: 'Members of any of these may enter.' }),
  administrators: z.array(groupName).min(1).meta({ description: 'Members of any of these may do everything.' }),
})

export const serviceClient = z.strictObject({
  name: label.meta({ description: 'Client id.' }),
  groups: z.array(groupName).min(1).meta({ description: 'Groups of its service account.' }),
  description: z.string().min(1).optional().meta({ description: 'What it is for.' }),
})

export const testUser = z.strictObject({
  username: label.meta({ description: 'User name; the password is generated.' }),
  email: z.email().meta({ description: 'E-mail address, marked as verified.' }),
  firstName: z.string().min(1).meta({ description: 'First name.' }),
  lastName: z.string().min(1).meta({ description: 'Last name.' }),
  groups: z.array(groupName).default([]).meta({ description: 'Groups; none makes a user whom the gateway refuses.' }),
})
