/**
 * Every setting of a stack, once. `Pulumi.yaml` lists the same keys for the Pulumi CLI and `infra/docs/configuration.md`
 * is printed from here; a test compares both.
 */
import { z } from 'zod'
import { artifacts } from './artifacts.ts'
import { cluster } from './cluster.ts'
import { databases } from './databases.ts'
import { externalIssuer, groups, keycloak, serviceClient, testUser } from './identity.ts'
import { baseUrl, origin } from './text.ts'

/** The settings of a stack, by their key in the `gatehouse` namespace. */
export const settings = {
  environment: z.enum(['development', 'staging', 'production']).meta({
    description: 'What the stack is. Only `development` may have test users, plain HTTP and unprotected data.',
  }),
  publicUrl: origin.meta({ description: 'Origin at which people and clients reach the gateway.' }),
  gatewayInternalUrl: baseUrl.optional().meta({
    description: 'URL at which Keycloak reaches the gateway for back-channel logout; `publicUrl` when left out.',
  }),
  providerDisplayName: z
    .string()
    .min(1)
    .default('Keycloak')
    .meta({ description: 'Name of the OpenID provider on the login page.' }),
  keycloak: keycloak.optional().meta({
    description: 'Keycloak: where it is and what the stack owns in it. Either this or `externalIssuer`.',
  }),
  externalIssuer: externalIssuer.optional().meta({
    description: 'An issuer that is not managed here: nothing is declared in it. Either this or `keycloak`.',
  }),
  groups: groups.meta({ description: 'Groups that decide who gets in.' }),
  serviceClients: z
    .array(serviceClient)
    .default([])
    .meta({ description: 'Machines: clients with client credentials only.' }),
  testUsers: z
    .array(testUser)
    .default([])
    .meta({ description: 'Users with generated passwords, in development stacks only.' }),
  databases: databases.meta({ description: "PostgreSQL: MLflow's and the gateway's databases." }),
  artifacts: artifacts.meta({ description: 'Object storage of the artifacts.' }),
  cluster: cluster.optional().meta({
    description: 'The Kubernetes cluster and what runs in it; a stack without it declares issuer and data only.',
  }),
} as const

export const stackSettings = z.strictObject(settings)

/** What the program is built from: plain values only; the credentials travel beside it as secrets. */
export type StackSettings = z.output<typeof stackSettings>
