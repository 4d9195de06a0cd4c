import type { Callers } from '../config/callers.ts'
import { ports, waypointName } from './cluster-names.ts'

/** What every mesh plan needs to know. */
export interface MeshPlan {
  readonly namespace: string
  readonly trustDomain: string
  readonly callers: Callers
  /** ServiceAccounts of the stack's own Jobs that call the gateway. */
  readonly jobServiceAccounts: readonly string[]
}

/** Istio writes principals without `spiffe://`; with it a rule matches nobody. */
export const principal = (trustDomain: string, namespace: string, serviceAccount: string) =>
  `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`

/** Identities by the part they play; a part that is not there, or not in the mesh, has none. */
export function identities({ namespace, trustDomain, callers, jobServiceAccounts }: MeshPlan) {
  const { ingress, collector, monitoring, keycloak, clients } = callers
  const named = (of: string, serviceAccount: string) => principal(trustDomain, of, serviceAccount)
  return {
    waypoint: named(namespace, waypointName),
    ingress: ingress?.meshed === true ? [named(ingress.namespace, ingress.serviceAccount)] : [],
    collector: collector === undefined ? [] : [named(collector.namespace, collector.serviceAccount)],
    jobs: jobServiceAccounts.map((serviceAccount) => named(namespace, serviceAccount)),
    clientNamespaces: [...new Set(clients)],
    monitoringNamespaces: monitoring?.meshed === true ? [monitoring.namespace] : [],
    keycloakNamespaces: keycloak?.meshed === true ? [keycloak.namespace] : [],
  }
}

/** Ports whose callers are outside the mesh: they have no identity, and STRICT would shut them out. */
export function plaintextPorts({ ingress, monitoring }: Callers): number[] {
  return [...(ingress?.meshed === false ? [ports.public] : []), ...(monitoring?.meshed === false ? [ports.admin] : [])]
}
