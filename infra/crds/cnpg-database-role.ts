/** `DatabaseRole` of CloudNativePG: new in 1.30; an older operator takes the same attributes in `Cluster.spec.managed.roles`. */
export const cnpgDatabaseRole = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'DatabaseRole' } as const

export interface DatabaseRoleAttributes {
  /** Immutable. */
  readonly name: string
  readonly login: boolean
  readonly superuser: false
  readonly createdb: false
  readonly createrole: false
  /** A Secret of type kubernetes.io/basic-auth beside the cluster. */
  readonly passwordSecret: { readonly name: string }
}

export interface CnpgDatabaseRoleSpec extends DatabaseRoleAttributes {
  /** Immutable. */
  readonly cluster: { readonly name: string }
  /** What becomes of the role when the object is deleted. */
  readonly databaseRoleReclaimPolicy: 'retain' | 'delete'
}
