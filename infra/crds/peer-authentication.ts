/** security.istio.io/v1 PeerAuthentication. The ambient mesh ignores DISABLE, so it is not offered. */
import type { ObjectMeta } from './object-meta.ts'

interface MutualTls {
  readonly mode: 'STRICT' | 'PERMISSIVE'
}

export interface PeerAuthenticationSpec {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
  readonly mtls: MutualTls
  /** By port of the pod, not of the Service. */
  readonly portLevelMtls?: Readonly<Record<string, MutualTls>>
}

export interface PeerAuthentication {
  readonly apiVersion: 'security.istio.io/v1'
  readonly kind: 'PeerAuthentication'
  readonly metadata: ObjectMeta
  readonly spec: PeerAuthenticationSpec
}
