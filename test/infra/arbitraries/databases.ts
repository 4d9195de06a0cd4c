import fc from 'fast-check'
import { cnpgDatabases, type CnpgSettings, externalDatabases } from '../../../infra/config/databases.ts'
import { label, maybe, present, size } from './text.ts'

const identifier = fc
  .stringMatching(/^[a-z]([a-z0-9_]{0,14}[a-z0-9])?$/)
  .filter((name) => !/^(pg_|cnpg_)/.test(name) && !['postgres', 'template0', 'template1'].includes(name))

/** Two names, never the same. */
const names = fc
  .uniqueArray(identifier, { minLength: 2, maxLength: 2 })
  .map(([mlflowDatabase, gatewayDatabase]) => ({ mlflowDatabase, gatewayDatabase }))

/** A cluster in another namespace always comes with the Secret that has its CA. */
const place = fc.oneof(fc.record({ name: label }), fc.record({ name: label, namespace: label, caSecretName: label }))

const backups = fc.record({
  destinationPath: label.map((bucket) => `s3://backups-${bucket}/postgres`),
  endpointUrl: maybe(fc.constant('https://s3.example.com')),
  endpointCa: maybe(fc.record({ secretName: label })),
  retentionPolicy: fc.constantFrom('30d', '8w', '12m'),
  secretName: label,
})

const created = fc
  .record({
    at: place,
    cluster: fc.record({
      instances: fc.integer({ min: 1, max: 9 }),
      storageSize: size,
      storageClass: maybe(label),
      walStorageSize: maybe(size),
      imageName: maybe(fc.constant('ghcr.io/cloudnative-pg/postgresql:18')),
    }),
    rest: fc.record({
      roleMode: fc.constantFrom('databaseRole', 'managed'),
      backups: backups.map(present),
      pooler: maybe(
        fc.record({ instances: fc.integer({ min: 1, max: 9 }), poolMode: fc.constantFrom('session', 'transaction') }),
      ),
      monitoring: fc.boolean(),
    }),
    names,
  })
  .map(({ at, cluster, rest, names: both }) => ({
    mode: 'cnpg',
    cluster: { manage: 'create', ...at, ...present(cluster) },
    ...present(rest),
    ...both,
  }))

const existing = fc
  .record({ at: place, names })
  .map(({ at, names: both }) => ({ mode: 'cnpg', cluster: { manage: 'existing', ...at }, ...both }))

/** Any right `databases` section of mode `cnpg`, as it stands in a stack file. */
export const cnpgInput = fc.oneof(created, existing)

/** The same, as the program gets it. */
export const cnpgSettings: fc.Arbitrary<CnpgSettings> = cnpgInput.map((input) => cnpgDatabases.parse(input))

/** Any right `databases` section of mode `external`, outside development too. */
export const externalInput = fc
  .record({
    host: label,
    superuser: fc.boolean(),
    sslMode: fc.constantFrom('require', 'verify-ca', 'verify-full'),
    names,
  })
  .map(({ names: both, ...rest }) => ({ mode: 'external', ...rest, ...both }))

export const externalSettings = externalInput.map((input) => externalDatabases.parse(input))
