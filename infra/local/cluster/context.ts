import type { State } from '../state.ts'

/** What the servers of a cluster are started with. */
export interface ClusterContext {
  /** Holds everything of the cluster: data, keys, logs. */
  readonly folder: string
  readonly ports: { readonly etcd: number; readonly apiServer: number }
  readonly state: State
  readonly signal: AbortSignal
}
