/** gateway.networking.k8s.io/v1 Gateway, as far as a waypoint needs it. */
import type { ObjectMeta } from './object-meta.ts'

export interface GatewaySpec {
  readonly gatewayClassName: string
  readonly listeners: readonly { readonly name: string; readonly port: number; readonly protocol: string }[]
}

export interface Gateway {
  readonly apiVersion: 'gateway.networking.k8s.io/v1'
  readonly kind: 'Gateway'
  readonly metadata: ObjectMeta
  readonly spec: GatewaySpec
}
