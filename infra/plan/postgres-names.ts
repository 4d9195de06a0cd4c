import type { CnpgSettings } from '../config/databases.ts'

/** PostgreSQL allows underscores, DNS labels don't (RFC 1123 §2.1). */
const dnsName = (identifier: string) => identifier.replaceAll('_', '-')

/** Names of everything around a Cluster. `namespace` is the stack's own, for a cluster that names none. */
export function postgresNames({ cluster, mlflowDatabase, gatewayDatabase }: CnpgSettings, namespace: string) {
  const home = cluster.namespace ?? namespace
  const pooler = `${cluster.name}-pooler-rw`
  return {
    namespace: home,
    cluster: cluster.name,
    /** Where connections go without a pooler. */
    service: `${cluster.name}-rw`,
    pooler,
    /** The certificate of the server has to name the pooler too: PgBouncer shows the same one. */
    poolerDnsNames: [pooler, `${pooler}.${home}`, `${pooler}.${home}.svc`],
    objectStore: `${cluster.name}-backups`,
    /** The operator's Secret holds the CA's private key beside its certificate: mount the one key only. */
    caSecret: cluster.caSecretName ?? `${cluster.name}-ca`,
    databases: [mlflowDatabase, gatewayDatabase],
    /** A role's Secret, role and database objects. */
    object: (database: string) => `${cluster.name}-${dnsName(database)}`,
  }
}

export type PostgresNames = ReturnType<typeof postgresNames>
