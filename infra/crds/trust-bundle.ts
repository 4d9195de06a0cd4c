/** `Bundle` of trust-manager (cluster-scoped): writes one ConfigMap of its own name into every selected namespace. */
export const trustBundle = { apiVersion: 'trust.cert-manager.io/v1alpha1', kind: 'Bundle' } as const

interface SourceKey {
  readonly name: string
  readonly key: string
}

/** ConfigMaps and Secrets are read in trust-manager's own trust namespace, never in ours. */
export type TrustSource =
  | { readonly useDefaultCAs: true }
  | { readonly inLine: string }
  | { readonly configMap: SourceKey }
  | { readonly secret: SourceKey }

export interface TrustBundleSpec {
  readonly sources: readonly TrustSource[]
  readonly target: {
    readonly configMap: { readonly key: string }
    readonly namespaceSelector: { readonly matchLabels: Readonly<Record<string, string>> }
  }
}
