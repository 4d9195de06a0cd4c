/**
 * Every setting of a stack, once. `Pulumi.yaml` lists the same keys for the Pulumi CLI and `infra/docs/configuration.md`
 * is printed from here; a test compares both.
 */
import { z } from 'zod'

/** A label of DNS (RFC 1123 §2.1): names of realms, clients, groups and buckets stay inside it. */
const label = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'use lower-case letters, digits and inner hyphens, at most 63')

/** PostgreSQL identifiers that need no quoting, shorter than NAMEDATALEN (PostgreSQL manual §4.1.1). */
const identifier = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'use lower-case letters, digits and underscores, at most 63')

/** An origin: scheme, host and port, nothing behind it. Redirect URIs are made from it, so it has to be exact. */
const origin = z
  .url({ protocol: /^https?$/, error: 'use an http(s) URL such as https://mlflow.example.com' })
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    'give scheme, host and port only, without a path or a trailing slash',
  )

/** A base URL that may have a path (Keycloak under a prefix) but never ends in a slash. */
const baseUrl = z
  .url({ protocol: /^https?$/, error: 'use an http(s) URL such as https://keycloak.example.com' })
  .refine((value) => !value.endsWith('/') && !/[?#]/.test(value), 'leave out the trailing slash, query and fragment')

/** Host and port of a server that is not named by a URL. */
const endpoint = z.string().regex(/^[a-zA-Z0-9.-]+:\d{1,5}$/, 'give host:port, for example minio.minio.svc:9000')

/** Go's duration text in minutes, hours or seconds, as the Keycloak provider takes it. */
const duration = z
  .string()
  .regex(/^(\d+h)?(\d+m)?(\d+s)?$/, 'write a duration such as 30m, 10h or 1h30m')
  .min(2)

/** Groups are named by people in Keycloak: any text but a slash (the path separator) or a comma (the list separator). */
const groupName = z.string().regex(/^[^/,\s][^/,]*$/, 'name a top-level group, without slash or comma')

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

const keycloak = z.strictObject({
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
})

const groups = z.strictObject({
  users: z.array(groupName).min(1).meta({ description: 'Members of any of these may enter.' }),
  administrators: z.array(groupName).min(1).meta({ description: 'Members of any of these may do everything.' }),
})

const serviceClient = z.strictObject({
  name: label.meta({ description: 'Client id.' }),
  groups: z.array(groupName).min(1).meta({ description: 'Groups of its service account.' }),
  description: z.string().min(1).optional().meta({ description: 'What it is for.' }),
})

const testUser = z.strictObject({
  username: label.meta({ description: 'User name; the password is generated.' }),
  email: z.email().meta({ description: 'E-mail address, marked as verified.' }),
  firstName: z.string().min(1).meta({ description: 'First name.' }),
  lastName: z.string().min(1).meta({ description: 'Last name.' }),
  groups: z.array(groupName).default([]).meta({ description: 'Groups; none makes a user whom the gateway refuses.' }),
})

const databases = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z
      .literal('external')
      .meta({ description: 'A PostgreSQL server that exists and that this program can reach.' }),
    host: z.string().min(1).meta({ description: 'Host of the server.' }),
    port: z.int().min(1).max(65_535).default(5432).meta({ description: 'Port of the server.' }),
    adminUser: z.string().min(1).default('postgres').meta({ description: 'Role that may create roles and databases.' }),
    superuser: z
      .boolean()
      .default(true)
      .meta({ description: 'Whether that role is a superuser; false on managed services.' }),
    sslMode: z
      .enum(['disable', 'require', 'verify-ca', 'verify-full'])
      .default('verify-full')
      .meta({ description: 'TLS to the server (libpq sslmode).' }),
    mlflowDatabase: identifier.default('mlflow').meta({ description: 'Database and role of MLflow.' }),
    gatewayDatabase: identifier.default('mlflow_gateway').meta({ description: 'Database and role of the gateway.' }),
  }),
])

const artifacts = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('minio').meta({ description: 'A MinIO server that exists and that this program can reach.' }),
    endpoint: endpoint.meta({ description: 'host:port of its S3 and admin API.' }),
    tls: z.boolean().default(true).meta({ description: 'Whether it speaks TLS.' }),
    region: z.string().min(1).default('us-east-1').meta({ description: 'Region that clients sign for.' }),
    bucket: label.min(3).default('mlflow').meta({ description: 'Bucket of the artifacts.' }),
    noncurrentDays: z
      .int()
      .min(1)
      .default(30)
      .meta({ description: 'Days that overwritten and deleted objects can be brought back.' }),
    adminUser: z
      .string()
      .min(3)
      .default('gatehouse-pulumi')
      .meta({ description: 'User that may manage buckets, users and policies.' }),
  }),
])

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
  keycloak: keycloak.meta({ description: 'Keycloak: where it is and what the stack owns in it.' }),
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
} as const

/** Credentials that the stack is given. They stay Pulumi secrets: no code reads their text. */
export const secretSettings = {
  keycloakAdminClientSecret: 'Secret of `keycloak.adminClientId`.',
  databaseAdminPassword: 'Password of `databases.adminUser`.',
  artifactsAdminPassword: 'Secret key of `artifacts.adminUser`.',
} as const

export type SecretName = keyof typeof secretSettings

export const stackSettings = z.strictObject(settings)

/** What the program is built from: plain values only; the credentials travel beside it as secrets. */
export type StackSettings = z.output<typeof stackSettings>
