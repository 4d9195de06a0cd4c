import { objectLabels, podLabels } from './cluster-names.ts'
import type { PostgresNames } from './postgres-names.ts'

const postgres = 5432
/** The instance manager's API; open to all it would tell anyone the cluster's state (GHSA-7qwx-x8ff-3px9). */
const status = 8000
const metrics = 9187

const inNamespace = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })
const tcp = (...ports: readonly number[]) => ports.map((port) => ({ protocol: 'TCP', port }))

export interface PostgresCallers {
  /** Namespace of MLflow, the gateway and their jobs. */
  readonly namespace: string
  readonly operatorNamespace: string
  /** Namespace of Prometheus, where it reads metrics. */
  readonly monitoringNamespace: string | undefined
}

/** Who may reach the instances: their operator, each other, a pooler, our own pods, and Prometheus for metrics. */
export function postgresNetworkPolicy(names: PostgresNames, callers: PostgresCallers) {
  const { namespace, operatorNamespace, monitoringNamespace } = callers
  return {
    podSelector: { matchLabels: { 'cnpg.io/cluster': names.cluster, 'cnpg.io/podRole': 'instance' } },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: inNamespace(operatorNamespace),
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } },
          },
        ],
        ports: tcp(status, postgres),
      },
      {
        // Replication, and since 1.27 the question of a primary whether its peers still see it.
        from: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': names.cluster } } }],
        ports: tcp(status, postgres),
      },
      {
        from: [
          { podSelector: { matchLabels: { 'cnpg.io/poolerName': names.pooler } } },
          { namespaceSelector: inNamespace(namespace), podSelector: { matchLabels: { ...podLabels } } },
          { namespaceSelector: inNamespace(namespace), podSelector: { matchLabels: { ...objectLabels } } },
        ],
        ports: tcp(postgres),
      },
      ...(monitoringNamespace === undefined
        ? []
        : [{ from: [{ namespaceSelector: inNamespace(monitoringNamespace) }], ports: tcp(metrics) }]),
    ],
  }
}
