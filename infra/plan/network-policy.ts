import type { Callers } from '../config/callers.ts'
import type { Destination, NetworkSettings } from '../config/network.ts'
import { objectLabels, podLabels, ports, serviceName, waypointName } from './cluster-names.ts'
import { hbonePort } from './mesh-policies.ts'

export type RestrictedNetwork = Extract<NetworkSettings, { mode: 'restricted' }>

export interface NetworkPlan {
  readonly namespace: string
  readonly meshed: boolean
  readonly callers: Callers
  readonly network: RestrictedNetwork
  /** Destinations that the stack itself declares: its databases, its session store. */
  readonly declared: readonly Destination[]
}

export interface Peer {
  readonly namespaceSelector?: { readonly matchLabels: Readonly<Record<string, string>> }
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> }
  readonly ipBlock?: { readonly cidr: string }
}

export interface PolicyPort {
  readonly protocol: 'TCP' | 'UDP'
  readonly port: number
}

/**
 * Ambient delivers the kubelet's probes from these addresses, which it exempts from its own policies. Without a mesh
 * they come from the pod's own node, which Kubernetes always admits.
 */
export const kubeletAddresses = ['169.254.7.127/32', 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128'] as const

const tcp = (...numbers: readonly number[]): PolicyPort[] => numbers.map((port) => ({ protocol: 'TCP', port }))
const pods = (namespace: string, labels: Readonly<Record<string, string>> = {}): Peer => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  ...(Object.keys(labels).length === 0 ? {} : { podSelector: { matchLabels: labels } }),
})
const addresses = (cidrs: readonly string[]): Peer[] => cidrs.map((cidr) => ({ ipBlock: { cidr } }))
const admit = (from: Peer[], allowed: PolicyPort[]) => (from.length === 0 ? [] : [{ from, ports: allowed }])
const reach = (to: Peer[], allowed: PolicyPort[]) => (to.length === 0 ? [] : [{ to, ports: allowed }])

/** The one network policy of the gateway's pods: what it does not list is refused, both ways. */
export function networkPolicy(plan: NetworkPlan) {
  return {
    metadata: { name: serviceName, namespace: plan.namespace, labels: { ...objectLabels } },
    spec: {
      podSelector: { matchLabels: { ...podLabels } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: plan.meshed ? meshedIngress(plan) : plainIngress(plan),
      egress: egress(plan),
    },
  }
}

/**
 * In the mesh everybody arrives in its tunnel. The listeners' own ports stay shut, so that pods which the mesh failed to
 * enrol, and whose policies therefore do nothing, are not open either.
 */
function meshedIngress({ namespace, callers: { ingress, collector, monitoring, keycloak } }: NetworkPlan) {
  const tunnelled = [
    pods(namespace, { 'gateway.networking.k8s.io/gateway-name': waypointName }),
    ...(ingress?.meshed === true ? [pods(ingress.namespace, ingress.podLabels)] : []),
    ...(collector === undefined ? [] : [pods(collector.namespace)]),
    ...(monitoring?.meshed === true ? [pods(monitoring.namespace)] : []),
  ]
  const plaintext = [
    ...(ingress?.meshed === false ? [pods(ingress.namespace, ingress.podLabels)] : []),
    ...(ingress?.meshed === false && keycloak?.meshed === false ? [pods(keycloak.namespace)] : []),
  ]
  return [
    ...admit(tunnelled, tcp(hbonePort)),
    ...admit(plaintext, tcp(ports.public)),
    ...admit(monitoring?.meshed === false ? [pods(monitoring.namespace)] : [], tcp(ports.admin)),
    ...admit(addresses(kubeletAddresses), tcp(ports.public, ports.admin)),
  ]
}

function plainIngress({ namespace, callers: { ingress, collector, clients, monitoring, keycloak } }: NetworkPlan) {
  const people = [
    ...(ingress === undefined ? [] : [pods(ingress.namespace, ingress.podLabels)]),
    ...[...new Set([...clients, ...(keycloak === undefined ? [] : [keycloak.namespace])])].map((of) => pods(of)),
    // Jobs of the stack itself, such as the smoke test after a release.
    pods(namespace, { 'app.kubernetes.io/part-of': objectLabels['app.kubernetes.io/part-of'] }),
  ]
  return [
    ...admit(people, tcp(ports.public)),
    ...admit(collector === undefined ? [] : [pods(collector.namespace)], tcp(ports.traces)),
    ...admit(monitoring === undefined ? [] : [pods(monitoring.namespace)], tcp(ports.admin)),
  ]
}

function egress({ network, meshed, declared }: NetworkPlan) {
  const { dns, issuer, artifacts, databases, sessions, others } = network
  const destinations = [issuer, artifacts, databases, sessions, ...others, ...declared].filter((of) => of !== undefined)
  const dnsPorts = dns.ports.flatMap((port): PolicyPort[] => [
    { protocol: 'UDP', port },
    { protocol: 'TCP', port },
  ])
  return [
    ...reach([pods(dns.namespace, dns.podLabels), ...addresses(dns.cidrs)], dnsPorts),
    ...destinations.flatMap((of) =>
      of.mode === 'inCluster'
        ? reach([pods(of.namespace, of.podLabels)], tcp(...of.ports))
        : reach(addresses(of.cidrs), tcp(...of.ports)),
    ),
    ...(meshed ? reach(tunnelsTo(destinations), tcp(hbonePort)) : []),
  ]
}

/** A destination in the mesh is reached through the tunnel, at the pod itself or at its waypoint in the same namespace. */
function tunnelsTo(destinations: readonly Destination[]): Peer[] {
  const namespaces = destinations.flatMap((of) => (of.mode === 'inCluster' ? [of.namespace] : []))
  return [...new Set(namespaces)].map((of) => pods(of))
}
