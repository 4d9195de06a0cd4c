import { connect, type Api } from './api.ts'
import { discovery, type Kind } from './discovery.ts'
import { accessOf } from './kubeconfig.ts'

/** Settings of the provider, as far as they change what it does. */
export interface Settings {
  readonly kubeconfig: string
  readonly context?: string | undefined
  readonly namespace?: string | undefined
  readonly enableServerSideApply: boolean
  readonly enablePatchForce: boolean
  readonly enableConfigMapMutable: boolean
  readonly enableSecretMutable: boolean
  readonly upsertExistingObjects: boolean
}

export interface KubernetesConnection {
  readonly api: Api
  readonly kindOf: (apiVersion: string, kind: string) => Promise<Kind>
  /** Of objects that name none. */
  readonly namespace: string
  readonly settings: Settings
}

export function kubernetesConnection(settings: Settings): KubernetesConnection {
  if (!settings.enableServerSideApply) {
    throw new Error('enableServerSideApply is false, and the stand-in writes by server-side apply only')
  }
  const access = accessOf(settings.kubeconfig, settings.context)
  const api = connect(access)
  const namespace = settings.namespace ?? access.namespace ?? 'default'
  return { api, kindOf: discovery(api), namespace, settings }
}
