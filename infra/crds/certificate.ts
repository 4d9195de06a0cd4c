/** cert-manager.io/v1 Certificate, as far as the program uses it. */
import type { ObjectMeta } from './object-meta.ts'

export interface Certificate {
  readonly apiVersion: 'cert-manager.io/v1'
  readonly kind: 'Certificate'
  readonly metadata: ObjectMeta
  readonly spec: {
    readonly secretName: string
    readonly dnsNames: readonly string[]
    readonly usages: readonly string[]
    readonly issuerRef: { readonly group: string; readonly kind: string; readonly name: string }
    readonly privateKey: { readonly algorithm: string; readonly size: number; readonly rotationPolicy: 'Always' }
  }
}
