/** traefik.io/v1alpha1 Middleware: only the kinds that the program may use. Buffering and compress are left out on purpose. */
import type { ObjectMeta } from './object-meta.ts'

interface PerCaller {
  readonly sourceCriterion: { readonly ipStrategy: { readonly depth?: number } }
}

export type MiddlewareSpec =
  | {
      readonly headers: {
        readonly stsSeconds: number
        readonly stsIncludeSubdomains: boolean
        readonly forceSTSHeader: boolean
        readonly contentTypeNosniff: boolean
        readonly referrerPolicy: string
        readonly customFrameOptionsValue: string
        readonly customRequestHeaders: Readonly<Record<string, string>>
        readonly customResponseHeaders: Readonly<Record<string, string>>
      }
    }
  | {
      readonly rateLimit: { readonly average: number; readonly burst: number; readonly period: string } & PerCaller
    }
  | { readonly inFlightReq: { readonly amount: number } & PerCaller }
  | { readonly redirectScheme: { readonly scheme: 'https'; readonly permanent: boolean } }

export interface Middleware {
  readonly apiVersion: 'traefik.io/v1alpha1'
  readonly kind: 'Middleware'
  readonly metadata: ObjectMeta
  readonly spec: MiddlewareSpec
}
