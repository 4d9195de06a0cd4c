import type { ReleaseSettings } from '../config/release.ts'
import { objectLabels } from './cluster-names.ts'
import type { Container, Volume } from './container.ts'
import { restrictedPod } from './container-security.ts'

/** A pod of one of the stack's own jobs: as hardened as the release's, and never behind the gateway's Service. */
export interface JobPod<T> {
  /** What the job is for: `smoke` or `gc`. */
  readonly component: string
  readonly serviceAccountName: string
  readonly settings: Pick<ReleaseSettings, 'imagePullSecrets' | 'nodeSelector' | 'tolerations'>
  /** Further labels, such as the mesh's. */
  readonly podLabels: Readonly<Record<string, string>>
  readonly initContainers: Container<T>[]
  readonly container: Container<T>
  readonly volumes: readonly Volume<T>[]
}

export const jobPod = <T>({ settings, ...pod }: JobPod<T>) => ({
  metadata: {
    labels: {
      ...objectLabels,
      'app.kubernetes.io/name': `mlflow-${pod.component}`,
      'app.kubernetes.io/component': pod.component,
      ...pod.podLabels,
    },
  },
  spec: {
    restartPolicy: 'Never',
    serviceAccountName: pod.serviceAccountName,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: restrictedPod,
    imagePullSecrets: settings.imagePullSecrets.map((name) => ({ name })),
    nodeSelector: settings.nodeSelector,
    tolerations: settings.tolerations,
    ...(pod.initContainers.length === 0 ? {} : { initContainers: pod.initContainers }),
    containers: [pod.container],
    volumes: [{ name: 'tmp', emptyDir: {} }, ...pod.volumes],
  },
})
