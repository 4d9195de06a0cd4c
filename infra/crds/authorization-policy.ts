/** security.istio.io/v1 AuthorizationPolicy, as far as the program uses it. */
import type { ObjectMeta } from './object-meta.ts'

/** Within one source, all fields have to match; within one field, any value. */
export interface Source {
  readonly principals?: readonly string[]
  readonly notPrincipals?: readonly string[]
  readonly namespaces?: readonly string[]
  readonly notNamespaces?: readonly string[]
}

export interface Operation {
  readonly ports?: readonly string[]
  readonly notPorts?: readonly string[]
  readonly methods?: readonly string[]
  readonly notMethods?: readonly string[]
  readonly paths?: readonly string[]
  readonly notPaths?: readonly string[]
}

export interface AuthorizationRule {
  readonly from?: readonly { readonly source: Source }[]
  readonly to?: readonly { readonly operation: Operation }[]
}

/** `targetRefs` is enforced by the waypoint of a Service, `selector` by the ztunnel of a pod's node; never both. */
export interface AuthorizationPolicySpec {
  readonly targetRefs?: readonly { readonly group: string; readonly kind: string; readonly name: string }[]
  readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> }
  readonly action: 'ALLOW' | 'DENY'
  readonly rules: readonly AuthorizationRule[]
}

export interface AuthorizationPolicy {
  readonly apiVersion: 'security.istio.io/v1'
  readonly kind: 'AuthorizationPolicy'
  readonly metadata: ObjectMeta
  readonly spec: AuthorizationPolicySpec
}
