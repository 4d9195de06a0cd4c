/** `Database` of CloudNativePG (since 1.25). It can't grant or revoke: who may connect is decided in pg_hba. */
export const cnpgDatabase = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Database' } as const

export interface CnpgDatabaseSpec {
  /** Immutable. */
  readonly cluster: { readonly name: string }
  /** Immutable. */
  readonly name: string
  readonly owner: string
  readonly ensure: 'present'
  /** Immutable. */
  readonly encoding: 'UTF8'
  /** What becomes of the data when the object is deleted. */
  readonly databaseReclaimPolicy: 'retain' | 'delete'
}
