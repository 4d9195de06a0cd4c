import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { CnpgSettings } from '../config/databases.ts'
import { cnpgDatabase } from '../crds/cnpg-database.ts'
import { cnpgDatabaseRole } from '../crds/cnpg-database-role.ts'
import { awaitAnnotations } from '../plan/awaited.ts'
import { objectLabels } from '../plan/cluster-names.ts'
import type { DatabaseConnection } from '../plan/connections.ts'
import type { PostgresNames } from '../plan/postgres-names.ts'
import { databaseRoleSpec, databaseSpec } from '../plan/postgres-roles.ts'
import { type DatabaseAccess, databaseAccess } from './database-access.ts'

export type PostgresDatabaseArgs = Pick<CnpgSettings, 'pooler'> & {
  /** Name of the database and of the role that owns it. */
  readonly database: string
  readonly names: PostgresNames
  readonly password: pulumi.Output<string>
  /** Whether the role is an object of its own; otherwise it stands in the Cluster. */
  readonly roleObject: boolean
  /** Whether to wait until the operator has done its part; off only where nothing runs. */
  readonly awaitReady: boolean
  /** Whether role and data outlive the stack. */
  readonly protect: boolean
}

/** The operator has done what the object asks for. On an update it may still tell of the generation before. */
const applied = 'jsonpath={.status.applied}=true'

/** One database of a Cluster and the role that owns it. */
export class PostgresDatabase extends pulumi.ComponentResource implements DatabaseAccess {
  readonly connection: DatabaseConnection<pulumi.Output<string>>
  readonly url: pulumi.Output<string>
  readonly sqlalchemyUrl: pulumi.Output<string>

  constructor(name: string, args: PostgresDatabaseArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:PostgresDatabase', name, {}, opts)
    const { database, names, password, pooler, protect } = args
    const metadata = {
      name: names.object(database),
      namespace: names.namespace,
      labels: objectLabels,
      annotations: awaitAnnotations(applied, args.awaitReady),
    }
    // The operator refuses to change these fields of an object that exists (validation rules of its CRDs).
    const keep = { parent: this, protect, retainOnDelete: protect, deleteBeforeReplace: true }
    const role = args.roleObject
      ? [
          new k8s.apiextensions.CustomResource(
            `${name}-role-object`,
            { ...cnpgDatabaseRole, metadata, spec: databaseRoleSpec(database, names, protect) },
            { ...keep, replaceOnChanges: ['spec.name', 'spec.cluster'] },
          ),
        ]
      : []
    const object = new k8s.apiextensions.CustomResource(
      name,
      { ...cnpgDatabase, metadata, spec: databaseSpec(database, names, protect) },
      { ...keep, dependsOn: role, replaceOnChanges: ['spec.name', 'spec.cluster', 'spec.encoding'] },
    )
    const host = `${pooler === undefined ? names.service : names.pooler}.${names.namespace}.svc`
    const { connection, url, sqlalchemyUrl } = databaseAccess({
      // Whoever knows the host may connect, so the database comes first.
      host: object.urn.apply(() => host),
      port: 5432,
      name: database,
      user: database,
      password,
      sslMode: 'verify-full',
      ca: { secretName: pulumi.output(names.caSecret), key: 'ca.crt' },
    })
    this.connection = connection
    this.url = url
    this.sqlalchemyUrl = sqlalchemyUrl
    this.registerOutputs({ url, sqlalchemyUrl })
  }
}
