/** traefik.io/v1alpha1 IngressRoute, as far as the program uses it. */
import type { ObjectMeta } from './object-meta.ts'

export interface IngressRouteRule {
  readonly kind: 'Rule'
  readonly match: string
  readonly middlewares: readonly { readonly name: string }[]
  readonly services: readonly IngressRouteService[]
}

export interface IngressRouteService {
  readonly kind?: 'TraefikService'
  readonly name: string
  readonly port?: number
  readonly passHostHeader?: boolean
  /** Dials the Service instead of its pods, so that the Service's waypoint is not passed by. */
  readonly nativeLB?: boolean
}

export interface IngressRoute {
  readonly apiVersion: 'traefik.io/v1alpha1'
  readonly kind: 'IngressRoute'
  readonly metadata: ObjectMeta
  readonly spec: {
    readonly entryPoints: readonly string[]
    readonly routes: readonly IngressRouteRule[]
    /** Empty: the entry point's own certificate. Left out: no TLS. */
    readonly tls?: { readonly secretName?: string }
  }
}
