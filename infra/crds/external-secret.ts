/** `ExternalSecret` of the External Secrets Operator: makes a Secret from what a store (Vault and others) holds. */
export const externalSecret = { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret' } as const

export interface SecretStoreRef {
  readonly kind: 'SecretStore' | 'ClusterSecretStore'
  readonly name: string
}

export interface ExternalSecretSpec {
  readonly secretStoreRef: SecretStoreRef
  /** A Go duration, for example `1h`. */
  readonly refreshInterval: string
  readonly target: {
    /** The object's own name when left out. */
    readonly name?: string
    readonly creationPolicy: 'Owner'
    readonly deletionPolicy: 'Retain'
    readonly template?: {
      readonly type: string
      readonly metadata: { readonly labels: Readonly<Record<string, string>> }
    }
  }
  readonly data: readonly {
    readonly secretKey: string
    readonly remoteRef: { readonly key: string; readonly property: string }
  }[]
}
