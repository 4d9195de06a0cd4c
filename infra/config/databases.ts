/** PostgreSQL: a server that exists, or a cluster of CloudNativePG. Either way two databases with a role each. */
import { z } from 'zod'
import { cronSchedule, identifier, label, quantity } from './text.ts'

const names = {
  mlflowDatabase: identifier.default('mlflow').meta({ description: 'Database and role of MLflow.' }),
  gatewayDatabase: identifier.default('mlflow_gateway').meta({ description: 'Database and role of the gateway.' }),
}

export const externalDatabases = z.strictObject({
  mode: z.literal('external').meta({ description: 'A PostgreSQL server that exists and that this program can reach.' }),
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
  ...names,
})

const place = {
  name: label.max(50).default('mlflow-postgres').meta({ description: 'Name of the Cluster.' }),
  namespace: label.optional().meta({ description: "Its namespace; the stack's own when left out." }),
  caSecretName: label.optional().meta({
    description:
      "Secret in the stack's namespace with the cluster's CA under `ca.crt`. Needed where the cluster is in another namespace: pods can't mount Secrets across namespaces.",
  }),
}

const resources = z
  .strictObject({
    cpu: quantity.default('500m').meta({ description: 'CPU that is requested.' }),
    memory: quantity.default('1Gi').meta({ description: 'Memory, requested and limit.' }),
  })
  .prefault({})

const cluster = z.discriminatedUnion('manage', [
  z.strictObject({
    manage: z.literal('create').meta({ description: 'The stack owns the Cluster.' }),
    ...place,
    instances: z
      .int()
      .min(1)
      .max(9)
      .default(3)
      .meta({ description: 'PostgreSQL instances: one primary, the rest follow.' }),
    storageSize: quantity.meta({ description: 'Volume of each instance.' }),
    storageClass: label.optional().meta({ description: "Its storage class; the cluster's default when left out." }),
    walStorageSize: quantity.optional().meta({
      description: 'A volume of its own for the write-ahead log; it can be added later, never removed.',
    }),
    imageName: z.string().min(1).optional().meta({
      description: "PostgreSQL image, with its digest; the operator's default when left out.",
    }),
    resources: resources.meta({ description: 'Resources of each instance.' }),
    parameters: z
      .record(z.string().min(1), z.string())
      .default({})
      .meta({ description: 'Parameters of postgresql.conf; the operator owns some of them and refuses those.' }),
  }),
  z.strictObject({
    manage: z.literal('existing').meta({
      description: 'A Cluster that somebody else owns: only roles and databases are added to it.',
    }),
    ...place,
  }),
])

const backups = z.strictObject({
  destinationPath: z
    .string()
    .regex(/^s3:\/\/[a-z0-9][a-z0-9.-]+(\/\S*)?$/, 'write s3://bucket/prefix')
    .meta({ description: "Where backups go. A bucket of its own: MLflow's user must not be able to delete them." }),
  endpointUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ description: 'S3 endpoint; AWS when left out.' }),
  endpointCa: z
    .strictObject({ secretName: label, key: z.string().min(1).default('ca.crt') })
    .optional()
    .meta({ description: "Secret beside the Cluster with the endpoint's CA." }),
  retentionPolicy: z
    .string()
    .regex(/^[1-9][0-9]*[dwm]$/, 'write a number of days, weeks or months such as 30d, 8w or 12m')
    .default('30d')
    .meta({ description: 'How far back the databases can be restored.' }),
  schedule: cronSchedule
    .default('0 0 2 * * *')
    .meta({ description: 'When base backups are taken: six fields, seconds first.' }),
  secretName: label.meta({
    description: 'Secret beside the Cluster with `ACCESS_KEY_ID` and `ACCESS_SECRET_KEY` of an S3 user.',
  }),
})

const pooler = z.strictObject({
  instances: z.int().min(1).max(9).default(2).meta({ description: 'PgBouncer pods.' }),
  poolMode: z
    .enum(['session', 'transaction'])
    .default('session')
    .meta({ description: 'When a server connection goes back to the pool.' }),
})

export const cnpgDatabases = z.strictObject({
  mode: z.literal('cnpg').meta({ description: 'A cluster of the CloudNativePG operator (1.25 or later).' }),
  cluster: cluster.meta({ description: 'The Cluster.' }),
  roleMode: z.enum(['databaseRole', 'managed']).default('databaseRole').meta({
    description:
      '`databaseRole`: objects of their own (operator 1.30 or later). `managed`: in the Cluster (older operators).',
  }),
  backups: backups.optional().meta({ description: "Backups by the operator's barman plugin; none when left out." }),
  pooler: pooler.optional().meta({ description: 'PgBouncer between the pods and the primary; none when left out.' }),
  monitoring: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether a PodMonitor is declared (needs the Prometheus operator).' }),
  operatorNamespace: label.default('cnpg-system').meta({ description: 'Namespace of the operator.' }),
  ...names,
})

export const databases = z.discriminatedUnion('mode', [externalDatabases, cnpgDatabases])

export type ExternalDatabaseSettings = z.output<typeof externalDatabases>
export type CnpgSettings = z.output<typeof cnpgDatabases>
export type DatabaseSettings = z.output<typeof databases>
