/** gateway.networking.k8s.io/v1 HTTPRoute, as far as the program uses it. */
import type { ObjectMeta } from './object-meta.ts'

export type HttpRouteFilter =
  | { readonly type: 'RequestHeaderModifier'; readonly requestHeaderModifier: { readonly remove: readonly string[] } }
  | {
      readonly type: 'ResponseHeaderModifier'
      readonly responseHeaderModifier: {
        readonly set: readonly { readonly name: string; readonly value: string }[]
        readonly remove: readonly string[]
      }
    }
  | {
      readonly type: 'ExtensionRef'
      readonly extensionRef: { readonly group: string; readonly kind: string; readonly name: string }
    }

export interface HttpRouteRule {
  readonly matches: readonly { readonly path: { readonly type: 'Exact' | 'PathPrefix'; readonly value: string } }[]
  readonly filters: readonly HttpRouteFilter[]
  readonly backendRefs: readonly { readonly name: string; readonly port: number }[]
}

export interface HttpRoute {
  readonly apiVersion: 'gateway.networking.k8s.io/v1'
  readonly kind: 'HTTPRoute'
  readonly metadata: ObjectMeta
  readonly spec: {
    readonly parentRefs: readonly { readonly name: string; readonly namespace: string; readonly sectionName?: string }[]
    readonly hostnames: readonly string[]
    readonly rules: readonly HttpRouteRule[]
  }
}
