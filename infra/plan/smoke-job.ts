import type { ReleaseSettings } from '../config/release.ts'
import { type CaBundle, caBundleInitContainers, caBundleVolumes } from './ca-bundle.ts'
import { servicePorts, serviceUrl } from './cluster-names.ts'
import { plainEnv } from './container.ts'
import { restricted, users } from './container-security.ts'
import { jobPod } from './job-pod.ts'
import { mlflowImage } from './mlflow-image.ts'
import { smokeScript } from './smoke-script.ts'
import { trustMounts, trustVariables } from './trust-mounts.ts'

export interface SmokeJobPlan<T> {
  readonly settings: ReleaseSettings
  readonly namespace: string
  readonly serviceAccountName: string
  readonly discoveryUrl: T
  readonly clientId: string
  /** Scope that the issuer wants with client credentials; Keycloak wants none. */
  readonly clientScope?: string
  /** Secret with the client's secret under `OIDC_CLIENT_SECRET`. */
  readonly secretName: T
  readonly caBundle?: CaBundle<T>
  readonly podLabels: Readonly<Record<string, string>>
}

const resources = { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } } as const

/** Key of the Secret with the smoke client's credential. */
export const smokeSecretKey = 'OIDC_CLIENT_SECRET'

/**
 * The proof of a release. The finished Job stays as its record: with `ttlSecondsAfterFinished` the cluster would remove
 * it, and each refresh would find it gone and run it again.
 */
export function smokeJob<T>(plan: SmokeJobPlan<T>) {
  const { settings, caBundle } = plan
  const trust = { ...(caBundle === undefined ? {} : { caBundle }), databaseCaVolume: '' }
  const { port } = servicePorts.public
  return {
    backoffLimit: 2,
    // Seconds for all attempts together.
    activeDeadlineSeconds: 480,
    template: jobPod<T>({
      component: 'smoke',
      serviceAccountName: plan.serviceAccountName,
      settings,
      podLabels: plan.podLabels,
      initContainers: caBundle === undefined ? [] : caBundleInitContainers(caBundle, mlflowImage(settings), resources),
      container: {
        name: 'smoke',
        image: mlflowImage(settings),
        imagePullPolicy: settings.image.pullPolicy,
        command: ['python', '-c', smokeScript],
        env: [
          { name: smokeSecretKey, valueFrom: { secretKeyRef: { name: plan.secretName, key: smokeSecretKey } } },
          ...plainEnv<T>({
            SMOKE_URL: `${serviceUrl(plan.namespace)}:${port}`,
            OIDC_DISCOVERY_URL: plan.discoveryUrl,
            OIDC_CLIENT_ID: plan.clientId,
            ...(plan.clientScope === undefined ? {} : { OIDC_CLIENT_SCOPE: plan.clientScope }),
            ...trustVariables(trust),
          }),
        ],
        resources,
        securityContext: restricted(users.mlflow),
        volumeMounts: trustMounts(trust),
      },
      volumes: caBundle === undefined ? [] : caBundleVolumes(caBundle),
    }),
  }
}
