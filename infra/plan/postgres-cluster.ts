import type { CnpgSettings } from '../config/databases.ts'
import { barmanPlugin, type BarmanObjectStoreSpec } from '../crds/barman-object-store.ts'
import type { CnpgClusterSpec } from '../crds/cnpg-cluster.ts'
import type { CnpgPoolerSpec } from '../crds/cnpg-pooler.ts'
import type { CnpgScheduledBackupSpec } from '../crds/cnpg-scheduled-backup.ts'
import { isolationLines } from './postgres-isolation.ts'
import type { PostgresNames } from './postgres-names.ts'
import { roleAttributes } from './postgres-roles.ts'

/** The operator reads each instance's status over TLS of its own and fails inside Istio's ambient mesh (istio#61453). */
export const outsideTheMesh = { 'istio.io/dataplane-mode': 'none' } as const

type CreatedCluster = Extract<CnpgSettings['cluster'], { manage: 'create' }>

export function clusterSpec(cluster: CreatedCluster, settings: CnpgSettings, names: PostgresNames): CnpgClusterSpec {
  const { storageSize, storageClass, walStorageSize, imageName, resources, parameters, instances } = cluster
  const storage = (size: string) => ({ size, ...(storageClass === undefined ? {} : { storageClass }) })
  const owner = settings.mlflowDatabase
  return {
    instances,
    ...(imageName === undefined ? {} : { imageName }),
    storage: storage(storageSize),
    ...(walStorageSize === undefined ? {} : { walStorage: storage(walStorageSize) }),
    resources: { requests: { ...resources }, limits: { memory: resources.memory } },
    enableSuperuserAccess: false,
    // A budget for a single instance would only stop its node from being drained.
    enablePDB: instances > 1,
    primaryUpdateStrategy: 'unsupervised',
    bootstrap: {
      initdb: {
        database: owner,
        owner,
        secret: { name: names.object(owner) },
        encoding: 'UTF8',
        dataChecksums: true,
      },
    },
    postgresql: { parameters, pg_hba: isolationLines(names.databases) },
    ...(settings.pooler === undefined ? {} : { certificates: { serverAltDNSNames: names.poolerDnsNames } }),
    ...(settings.roleMode === 'managed'
      ? {
          managed: {
            roles: names.databases.map((database) => ({
              ...roleAttributes(database, names),
              ensure: 'present' as const,
            })),
          },
        }
      : {}),
    ...(settings.backups === undefined
      ? {}
      : {
          plugins: [{ name: barmanPlugin, isWALArchiver: true, parameters: { barmanObjectName: names.objectStore } }],
        }),
    inheritedMetadata: { labels: outsideTheMesh },
  }
}

/** Keys of the backups' Secret, named as in the operator's documentation. */
const accessKeyId = 'ACCESS_KEY_ID'
const secretAccessKey = 'ACCESS_SECRET_KEY'

export function objectStoreSpec(backups: NonNullable<CnpgSettings['backups']>): BarmanObjectStoreSpec {
  const { destinationPath, endpointUrl, endpointCa, secretName: name, retentionPolicy } = backups
  return {
    retentionPolicy,
    configuration: {
      destinationPath,
      ...(endpointUrl === undefined ? {} : { endpointURL: endpointUrl }),
      ...(endpointCa === undefined ? {} : { endpointCA: { name: endpointCa.secretName, key: endpointCa.key } }),
      s3Credentials: { accessKeyId: { name, key: accessKeyId }, secretAccessKey: { name, key: secretAccessKey } },
      wal: { compression: 'gzip' },
      data: { compression: 'gzip' },
    },
  }
}

export function scheduledBackupSpec(schedule: string, { cluster }: PostgresNames): CnpgScheduledBackupSpec {
  return {
    cluster: { name: cluster },
    schedule,
    backupOwnerReference: 'self',
    method: 'plugin',
    pluginConfiguration: { name: barmanPlugin },
    immediate: true,
  }
}

export function poolerSpec(
  { instances, poolMode }: NonNullable<CnpgSettings['pooler']>,
  { cluster }: PostgresNames,
): CnpgPoolerSpec {
  return {
    cluster: { name: cluster },
    type: 'rw',
    instances,
    pgbouncer: {
      poolMode,
      // Prepared statements outlive a transaction; PgBouncer has to carry them from server to server (since 1.21).
      parameters: poolMode === 'transaction' ? { max_prepared_statements: '200' } : {},
    },
    template: { metadata: { labels: outsideTheMesh }, spec: { containers: [] } },
  }
}
