import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { CnpgSettings } from '../config/databases.ts'
import { barmanObjectStore } from '../crds/barman-object-store.ts'
import { cnpgCluster } from '../crds/cnpg-cluster.ts'
import { cnpgPooler } from '../crds/cnpg-pooler.ts'
import { cnpgScheduledBackup } from '../crds/cnpg-scheduled-backup.ts'
import { podMonitor } from '../crds/pod-monitor.ts'
import { awaitAnnotations } from '../plan/awaited.ts'
import { objectLabels } from '../plan/cluster-names.ts'
import { clusterSpec, objectStoreSpec, poolerSpec, scheduledBackupSpec } from '../plan/postgres-cluster.ts'
import { isolationLines } from '../plan/postgres-isolation.ts'
import { postgresNames, type PostgresNames } from '../plan/postgres-names.ts'
import { postgresNetworkPolicy } from '../plan/postgres-network-policy.ts'
import type { DatabaseAccess } from './database-access.ts'
import { PostgresDatabase } from './postgres-database.ts'
import { PostgresRoleSecret } from './postgres-role-secret.ts'

export interface PostgresPlace {
  /** The stack's own namespace: where MLflow and the gateway run. */
  readonly namespace: string
  /** Whether to wait until the operator has done its part; off only where nothing runs. */
  readonly awaitReady: boolean
  /** Namespace of Prometheus; without it no NetworkPolicy admits it to the metrics. */
  readonly monitoringNamespace?: string
}

export type PostgresClusterArgs = CnpgSettings &
  PostgresPlace & {
    /** Whether the data outlives the stack. */
    readonly protect: boolean
  }

/**
 * PostgreSQL by the CloudNativePG operator: a Cluster of ours or an existing one, and in it two databases with a role
 * each. Waits for the operator: the Cluster is ready, the roles and databases are applied, before anybody connects.
 */
export class PostgresCluster extends pulumi.ComponentResource {
  readonly mlflow: DatabaseAccess
  readonly gateway: DatabaseAccess
  /**
   * Lines that the owner of an existing Cluster has to add to its `spec.postgresql.pg_hba`; until then any of its roles may
   * connect to any of its databases. Empty for a Cluster of ours, which has them.
   */
  readonly ownersLines: readonly string[]

  constructor(name: string, args: PostgresClusterArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:PostgresCluster', name, {}, opts)
    const names = postgresNames(args, args.namespace)
    const secret = (database: string) =>
      new PostgresRoleSecret(`${name}-${database}-role`, { database, names, protect: args.protect }, { parent: this })
    const secrets = { mlflow: secret(args.mlflowDatabase), gateway: secret(args.gatewayDatabase) }
    const cluster = this.declareCluster(name, args, names, Object.values(secrets))
    const declare = (database: string, { password }: PostgresRoleSecret) =>
      new PostgresDatabase(
        `${name}-${database}`,
        { ...args, database, names, password, roleObject: args.roleMode === 'databaseRole' },
        { parent: this, dependsOn: cluster },
      )
    this.mlflow = declare(args.mlflowDatabase, secrets.mlflow)
    this.gateway = declare(args.gatewayDatabase, secrets.gateway)
    this.ownersLines = args.cluster.manage === 'existing' ? isolationLines(names.databases) : []
    if (this.ownersLines.length > 0)
      void pulumi.log.warn(
        `any role of Cluster ${names.namespace}/${names.cluster} may connect to these databases until its owner adds to spec.postgresql.pg_hba:\n${this.ownersLines.join('\n')}`,
        this,
      )
    this.registerOutputs()
  }

  /** What has to be there before databases are. */
  private declareCluster(
    name: string,
    args: PostgresClusterArgs,
    names: PostgresNames,
    secrets: readonly pulumi.Resource[],
  ): pulumi.Resource[] {
    const { cluster: settings, backups, pooler, monitoring, protect } = args
    if (settings.manage === 'existing') return [...secrets]
    const keep = { parent: this, protect, retainOnDelete: protect }
    const metadata = (object: string) => ({ name: object, namespace: names.namespace, labels: objectLabels })
    const objectStore =
      backups === undefined
        ? []
        : [
            new k8s.apiextensions.CustomResource(
              `${name}-backups`,
              { ...barmanObjectStore, metadata: metadata(names.objectStore), spec: objectStoreSpec(backups) },
              keep,
            ),
          ]
    const policy = new k8s.networking.v1.NetworkPolicy(
      `${name}-callers`,
      {
        metadata: metadata(names.cluster),
        spec: postgresNetworkPolicy(names, {
          namespace: args.namespace,
          operatorNamespace: args.operatorNamespace,
          monitoringNamespace: monitoring ? args.monitoringNamespace : undefined,
        }),
      },
      { parent: this },
    )
    const cluster = new k8s.apiextensions.CustomResource(
      name,
      {
        ...cnpgCluster,
        metadata: { ...metadata(names.cluster), annotations: awaitAnnotations('condition=Ready', args.awaitReady) },
        spec: clusterSpec(settings, args, names),
      },
      // initdb runs once; the operator ignores later changes of it, so a replacement would lose the data for nothing.
      { ...keep, dependsOn: [...secrets, ...objectStore, policy], customTimeouts: { create: '20m', update: '30m' } },
    )
    if (backups !== undefined)
      new k8s.apiextensions.CustomResource(
        `${name}-backup-schedule`,
        {
          ...cnpgScheduledBackup,
          metadata: metadata(names.cluster),
          spec: scheduledBackupSpec(backups.schedule, names),
        },
        { parent: this, dependsOn: cluster },
      )
    if (pooler !== undefined)
      new k8s.apiextensions.CustomResource(
        `${name}-pooler`,
        { ...cnpgPooler, metadata: metadata(names.pooler), spec: poolerSpec(pooler, names) },
        { parent: this, dependsOn: cluster, replaceOnChanges: ['spec.cluster'], deleteBeforeReplace: true },
      )
    if (monitoring)
      new k8s.apiextensions.CustomResource(
        `${name}-metrics`,
        {
          ...podMonitor,
          metadata: metadata(names.cluster),
          spec: {
            selector: { matchLabels: { 'cnpg.io/cluster': names.cluster, 'cnpg.io/podRole': 'instance' } },
            podMetricsEndpoints: [{ port: 'metrics' }],
          },
        },
        { parent: this },
      )
    return [cluster]
  }
}
