import type { ReleaseSettings } from '../config/release.ts'
import { type ArtifactAddress, artifactCredentials, artifactVariables } from './artifact-store.ts'
import { type CaBundle, caBundleInitContainers, caBundleVolumes } from './ca-bundle.ts'
import { ports } from './cluster-names.ts'
import { type Container, plainEnv } from './container.ts'
import { restricted, users } from './container-security.ts'
import { containerResources } from './helm-values/common.ts'
import { jobPod } from './job-pod.ts'
import { loopback } from './loopback.ts'
import { type DatabaseAddress, databaseEnv, databaseUri } from './mlflow-database.ts'
import { mlflowImage } from './mlflow-image.ts'
import { databaseCaVolumes, trustMounts, trustVariables } from './trust-mounts.ts'

export interface GarbageCollectionPlan<T> {
  readonly settings: ReleaseSettings
  readonly serviceAccountName: string
  readonly database: DatabaseAddress<T>
  readonly artifacts: ArtifactAddress<T>
  /** Secrets with the credentials of both. */
  readonly secrets: { readonly database: T; readonly artifacts: T }
  readonly caBundle?: CaBundle<T>
}

/** Names of MLflow's own settings that every process of it gets here. */
const quiet = { MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true', HOME: '/tmp' }

/**
 * `mlflow gc`. It deletes rows itself, but artifacts of a proxied store through a tracking server only, and the one that
 * serves people is behind the gateway. So the pod brings its own, on loopback, which knows artifacts and nothing else.
 */
export function garbageCollection<T>(plan: GarbageCollectionPlan<T>) {
  const { settings, database, artifacts, secrets, caBundle } = plan
  const trust = {
    ...(caBundle === undefined ? {} : { caBundle }),
    ...(database.ca === undefined ? {} : { databaseCa: database.ca }),
    databaseCaVolume: 'mlflow-database-ca',
  }
  const url = `http://${loopback}:${ports.mlflow}`
  const shared = {
    image: mlflowImage(settings),
    imagePullPolicy: settings.image.pullPolicy,
    command: ['mlflow'],
    resources: containerResources(settings.gc.resources),
    securityContext: restricted(users.mlflow),
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, ...trustMounts(trust)],
  }
  const server: Container<T> = {
    ...shared,
    name: 'artifacts',
    // A sidecar (Kubernetes 1.29): it is up before the collection starts and doesn't keep the job from ending.
    restartPolicy: 'Always',
    args: [
      'server',
      '--artifacts-only',
      `--artifacts-destination=s3://${artifacts.bucket}`,
      `--host=${loopback}`,
      `--port=${ports.mlflow}`,
      '--workers=1',
    ],
    env: [
      ...artifactCredentials(secrets.artifacts),
      ...plainEnv<T>({ ...artifactVariables(artifacts), ...trustVariables(trust), ...quiet }),
    ],
    // On loopback, where the kubelet's own requests don't reach.
    startupProbe: {
      exec: { command: ['python', '-c', `import urllib.request as r; r.urlopen("${url}/health", timeout=5)`] },
      periodSeconds: 5,
      timeoutSeconds: 10,
      failureThreshold: 36,
    },
  }
  const collection: Container<T> = {
    ...shared,
    name: 'gc',
    args: [
      'gc',
      `--backend-store-uri=${databaseUri}`,
      `--tracking-uri=${url}`,
      `--older-than=${settings.gc.olderThan}`,
    ],
    env: [...databaseEnv(database, secrets.database), ...plainEnv<T>({ ...trustVariables(trust), ...quiet })],
  }
  return {
    schedule: settings.gc.schedule,
    timeZone: 'Etc/UTC',
    concurrencyPolicy: 'Forbid',
    startingDeadlineSeconds: 3600,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 3,
    jobTemplate: {
      spec: {
        backoffLimit: 1,
        // Seconds. A collection that takes longer than a night is stuck.
        activeDeadlineSeconds: 6 * 60 * 60,
        template: jobPod({
          component: 'gc',
          serviceAccountName: plan.serviceAccountName,
          settings,
          podLabels: {},
          initContainers: [
            ...(caBundle === undefined ? [] : caBundleInitContainers(caBundle, shared.image, shared.resources)),
            server,
          ],
          container: collection,
          volumes: [...(caBundle === undefined ? [] : caBundleVolumes(caBundle)), ...databaseCaVolumes(trust)],
        }),
      },
    },
  }
}
