import type { CredentialName, CredentialSettings } from '../config/credentials.ts'
import type { ExternalSecretSpec } from '../crds/external-secret.ts'
import type { PushSecretSpec } from '../crds/push-secret.ts'

export type StoreSettings = Extract<CredentialSettings, { mode: 'externalSecrets' }>

/** Where a credential lies in the store; `instance` is one of several, such as a client's name. */
export function remotePath({ prefix, paths }: StoreSettings, credential: CredentialName, instance?: string): string {
  const path = paths[credential] ?? `${prefix}/${credential}`
  return instance === undefined ? path : `${path}/${instance}`
}

export interface TargetSecret {
  readonly name: string | undefined
  readonly type: string
  readonly labels: Readonly<Record<string, string>>
  readonly keys: readonly string[]
}

/** Reads each key of a Secret from the property of the same name. A credential that left the store stays in the cluster. */
export function externalSecretSpec(settings: StoreSettings, path: string, target: TargetSecret): ExternalSecretSpec {
  return {
    secretStoreRef: settings.store,
    refreshInterval: settings.refreshInterval,
    target: {
      ...(target.name === undefined ? {} : { name: target.name }),
      creationPolicy: 'Owner',
      deletionPolicy: 'Retain',
      template: { type: target.type, metadata: { labels: target.labels } },
    },
    data: target.keys.map((key) => ({ secretKey: key, remoteRef: { key: path, property: key } })),
  }
}

/** Writes keys of a Secret of ours to the store. `keep`: the store's copy outlives the stack. */
export function pushSecretSpec<T>(
  settings: StoreSettings,
  path: string,
  source: { readonly name: T; readonly keys: readonly string[] },
  keep: boolean,
): PushSecretSpec<T> {
  return {
    secretStoreRefs: [settings.store],
    refreshInterval: settings.refreshInterval,
    updatePolicy: 'Replace',
    deletionPolicy: keep ? 'None' : 'Delete',
    selector: { secret: { name: source.name } },
    data: source.keys.map((key) => ({
      match: { secretKey: key, remoteRef: { remoteKey: path, property: key } },
    })),
  }
}
