/** A cluster with the gateway in it, as far as it decides whether a request arrives. */
import { ports, serviceName, servicePorts, waypointName } from '../../../infra/plan/cluster-names.ts'
import type { PeerAuthentication } from '../../../infra/crds/peer-authentication.ts'
import { hbonePort } from '../../../infra/plan/mesh-policies.ts'
import { principal } from '../../../infra/plan/mesh-identity.ts'
import { decide, type Policy, selects, takesPlaintext } from './evaluator.ts'
import { admits, type NetworkPolicy } from './network-evaluator.ts'

export interface Cluster {
  readonly namespace: string
  readonly trustDomain: string
  /** Labels of the gateway's pods. */
  readonly podLabels: Readonly<Record<string, string>>
  readonly serviceLabels: Readonly<Record<string, string>>
  /** A waypoint that is gone, or not ready, is passed by: ztunnel sends the traffic straight to the pod. */
  readonly waypoint: 'ready' | 'gone'
  /** How the waypoint numbers ports; Istio's reference and its behaviour differ, so both are tried. */
  readonly waypointPorts: 'service' | 'pod'
  readonly policies: readonly Policy[]
  readonly peerAuthentications: readonly PeerAuthentication[]
  readonly networkPolicies: readonly NetworkPolicy[]
}

export interface Caller {
  readonly namespace: string
  readonly serviceAccount: string
  readonly labels?: Readonly<Record<string, string>>
  /** Outside the mesh a caller has no identity and speaks plaintext. */
  readonly meshed: boolean
  readonly trustDomain?: string
}

export interface Request {
  readonly from: Caller
  readonly to: 'service' | 'pod'
  readonly port: 'public' | 'traces' | 'admin' | 'mlflow'
  readonly method: string
  readonly path: string
}

/** Who stopped a request, or `arrives` when it is the gateway's to decide. */
export type Fate = 'arrives' | 'waypoint' | 'ztunnel' | 'plaintext refused' | 'network policy' | 'no such port'

export function fate(cluster: Cluster, { from, to, port, method, path }: Request): Fate {
  const published = port === 'public' || port === 'traces' ? servicePorts[port] : undefined
  if (to === 'service' && published === undefined) return 'no such port'
  const trustDomain = from.trustDomain ?? cluster.trustDomain
  const identity = from.meshed ? principal(trustDomain, from.namespace, from.serviceAccount) : undefined
  const captured = cluster.serviceLabels['istio.io/use-waypoint'] !== undefined && cluster.waypoint === 'ready'
  if (to !== 'service' || published === undefined || identity === undefined || !captured)
    return atPod(cluster, identity, { namespace: from.namespace, labels: from.labels ?? {} }, ports[port])
  const seen = cluster.waypointPorts === 'service' ? published.port : published.targetPort
  const atWaypoint = cluster.policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === cluster.namespace &&
      spec.targetRefs?.some((ref) => ref.kind === 'Service' && ref.name === serviceName) === true,
  )
  if (decide(atWaypoint, { principal: identity, port: seen, method, path }) === 'deny') return 'waypoint'
  const waypoint = principal(cluster.trustDomain, cluster.namespace, waypointName)
  const labels = { 'gateway.networking.k8s.io/gateway-name': waypointName }
  return atPod(cluster, waypoint, { namespace: cluster.namespace, labels }, ports[port])
}

/** The pod's end: its network policies, then its ztunnel, which is there only if the pod is enrolled. */
function atPod(
  { namespace, podLabels, policies, peerAuthentications, networkPolicies }: Cluster,
  identity: string | undefined,
  end: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
  port: number,
): Fate {
  const enrolled = podLabels['istio.io/dataplane-mode'] === 'ambient'
  const arrival = enrolled && identity !== undefined ? hbonePort : port
  if (!networkPolicies.every((policy) => admits(policy, end, arrival))) return 'network policy'
  if (!enrolled) return 'arrives'
  if (identity === undefined && !takesPlaintext(peerAuthentications, { namespace, labels: podLabels }, port))
    return 'plaintext refused'
  const atZtunnel = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === namespace &&
      spec.targetRefs === undefined &&
      selects(spec.selector?.matchLabels ?? {}, podLabels),
  )
  return decide(atZtunnel, { principal: identity, port }) === 'deny' ? 'ztunnel' : 'arrives'
}
