import * as pulumi from '@pulumi/pulumi'
import type { CnpgSettings, ExternalDatabaseSettings } from '../config/databases.ts'
import type { DatabaseAccess } from './database-access.ts'
import { Database } from './database.ts'
import { PostgresCluster, type PostgresPlace } from './postgres-cluster.ts'

export type DatabasesArgs = (ExternalDatabaseSettings | (CnpgSettings & PostgresPlace)) & {
  /** Whether the data outlives the stack. */
  readonly protect: boolean
}

/** Two databases with a role each, so that a hole in MLflow can't read the gateway's sessions and keys. */
export class Databases extends pulumi.ComponentResource {
  readonly mlflow: DatabaseAccess
  readonly gateway: DatabaseAccess
  /** What the owner of an existing Cluster has to add to its pg_hba, see {@link PostgresCluster}. */
  readonly ownersLines: readonly string[]

  constructor(name: string, args: DatabasesArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Databases', name, {}, opts)
    if (args.mode === 'cnpg') {
      const cluster = new PostgresCluster(`${name}-cluster`, args, { parent: this })
      this.mlflow = cluster.mlflow
      this.gateway = cluster.gateway
      this.ownersLines = cluster.ownersLines
    } else {
      const declare = (database: string) =>
        new Database(`${name}-${database}`, { ...args, name: database }, { parent: this })
      this.mlflow = declare(args.mlflowDatabase)
      this.gateway = declare(args.gatewayDatabase)
      this.ownersLines = []
    }
    this.registerOutputs()
  }
}
