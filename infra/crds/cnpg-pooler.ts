/** `Pooler` of CloudNativePG: PgBouncer in front of the primary, with the cluster's own server certificate. */
export const cnpgPooler = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Pooler' } as const

export interface CnpgPoolerSpec {
  /** Immutable. */
  readonly cluster: { readonly name: string }
  readonly type: 'rw'
  readonly instances: number
  readonly pgbouncer: {
    readonly poolMode: 'session' | 'transaction'
    readonly parameters: Readonly<Record<string, string>>
  }
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> }
    readonly spec: { readonly containers: readonly never[] }
  }
}
