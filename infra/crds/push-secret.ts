/** `PushSecret` of the External Secrets Operator: writes a Secret of the cluster into a store. */
import type { SecretStoreRef } from './external-secret.ts'

export const pushSecret = { apiVersion: 'external-secrets.io/v1alpha1', kind: 'PushSecret' } as const

/** `T` is the kind of value of the source's name: text in tests, an output in the program. */
export interface PushSecretSpec<T> {
  readonly secretStoreRefs: readonly SecretStoreRef[]
  readonly refreshInterval: string
  readonly updatePolicy: 'Replace' | 'IfNotExists'
  /** What becomes of the store's copy when the object is deleted. */
  readonly deletionPolicy: 'Delete' | 'None'
  readonly selector: { readonly secret: { readonly name: T } }
  readonly data: readonly {
    readonly match: {
      readonly secretKey: string
      readonly remoteRef: { readonly remoteKey: string; readonly property: string }
    }
  }[]
}
