import type { Toleration } from '../../config/release.ts'
import { artifactKeys, artifactVariables } from '../artifact-store.ts'
import { caBundleInitContainers, caBundleVolumes } from '../ca-bundle.ts'
import { podLabels, ports, releaseName } from '../cluster-names.ts'
import type { Container, ContainerResources, ContainerSecurityContext, Volume, VolumeMount } from '../container.ts'
import { restricted, restrictedPod, users } from '../container-security.ts'
import { databaseMigration } from '../database-migration.ts'
import { gatewaySidecar } from '../gateway-sidecar.ts'
import { databaseDriver, databaseEnv, databaseKeys } from '../mlflow-database.ts'
import { databaseCheckImageParts, type ImageParts, mlflowImage, mlflowImageParts } from '../mlflow-image.ts'
import { databaseCaVolumes, trustMounts, trustVariables } from '../trust-mounts.ts'
import type { ReleaseFacts } from './facts.ts'

/** Values that both chart versions know, of those that this program sets. */
export interface CommonValues<T> {
  readonly fullnameOverride: string
  readonly replicaCount: number
  readonly image: ImageParts
  readonly initImages: { readonly dbchecker: ImageParts }
  readonly imagePullSecrets: readonly { readonly name: string }[]
  readonly strategy: {
    readonly type: 'RollingUpdate'
    readonly rollingUpdate: { readonly maxUnavailable: number; readonly maxSurge: number }
  }
  readonly serviceAccount: { readonly create: true; readonly automount: false; readonly name: string }
  readonly podAnnotations: Readonly<Record<string, T | string>>
  readonly extraPodLabels: Readonly<Record<string, string>>
  readonly podSecurityContext: typeof restrictedPod
  readonly securityContext: ContainerSecurityContext
  readonly service: {
    readonly type: 'ClusterIP'
    readonly name: string
    readonly port: number
    readonly containerPort: number
    readonly containerPortName: string
  }
  readonly telemetry: { readonly enabled: false }
  readonly backendStore: {
    readonly databaseMigration: false
    readonly databaseConnectionCheck: true
    readonly postgres: {
      readonly enabled: true
      readonly host: T
      readonly port: number
      readonly database: string
      readonly driver: string
    }
    readonly existingDatabaseSecret: { readonly name: T; readonly usernameKey: string; readonly passwordKey: string }
  }
  readonly artifactRoot: {
    readonly proxiedArtifactStorage: true
    readonly s3: {
      readonly enabled: true
      readonly bucket: string
      readonly existingSecret: {
        readonly name: T
        readonly keyOfAccessKeyId: string
        readonly keyOfSecretAccessKey: string
      }
    }
  }
  readonly extraArgs: Readonly<Record<string, string>>
  readonly extraEnvVars: Readonly<Record<string, string>>
  readonly extraSecretNamesForEnvFrom: readonly T[]
  readonly resources: ContainerResources
  readonly nodeSelector: Readonly<Record<string, string>>
  readonly tolerations: readonly Toleration[]
  readonly affinity: Readonly<Record<string, unknown>>
  readonly initContainers: readonly Container<T>[]
  readonly extraContainers: readonly Container<T>[]
  readonly extraVolumes: readonly Volume<T>[]
  readonly extraVolumeMounts: readonly VolumeMount[]
  readonly livenessProbe: ProbeTimes
  readonly readinessProbe: ProbeTimes
  readonly autoscaling: Autoscaling
  readonly auth: { readonly enabled: false }
  readonly ldapAuth: { readonly enabled: false }
  readonly ingress: { readonly enabled: false }
  readonly serviceMonitor: { readonly enabled: false }
  readonly postgresql: { readonly enabled: false }
  readonly mysql: { readonly enabled: false }
}

/** The chart writes path and port of the probes itself; a second `httpGet` would be a duplicate key. */
export interface ProbeTimes {
  readonly initialDelaySeconds: number
  readonly periodSeconds: number
  readonly timeoutSeconds: number
  readonly failureThreshold: number
}

export type Autoscaling =
  | { readonly enabled: false }
  | {
      readonly enabled: true
      readonly minReplicas: number
      readonly maxReplicas: number
      readonly metrics: readonly unknown[]
    }

export function commonValues<T>(facts: ReleaseFacts<T>): CommonValues<T> {
  const { settings, database, artifacts, secrets, caBundle, gateway } = facts
  const imagePullPolicy = settings.image.pullPolicy
  const mlflowTrust = trust(caBundle, database.ca, 'mlflow-database-ca')
  const gatewayTrust = trust(caBundle, gateway.databaseCa, 'gateway-database-ca')
  return {
    fullnameOverride: releaseName,
    replicaCount: settings.autoscaling?.minReplicas ?? settings.replicas,
    image: { ...mlflowImageParts(settings), pullPolicy: imagePullPolicy },
    initImages: { dbchecker: databaseCheckImageParts(settings) },
    imagePullSecrets: settings.imagePullSecrets.map((name) => ({ name })),
    // A new pod is ready before an old one ends; sessions are in the database, so they don't notice.
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    serviceAccount: { create: true, automount: false, name: releaseName },
    podAnnotations: {
      'gatehouse/secrets-checksum': facts.secretsChecksum,
      ...(caBundle === undefined ? {} : { 'gatehouse/ca-bundle-checksum': caBundle.checksum }),
    },
    extraPodLabels: { ...facts.podLabels },
    podSecurityContext: restrictedPod,
    securityContext: restricted(users.mlflow),
    service: { type: 'ClusterIP', name: 'http', port: 80, containerPort: ports.public, containerPortName: 'http' },
    telemetry: { enabled: false },
    backendStore: {
      databaseMigration: false,
      databaseConnectionCheck: true,
      postgres: {
        enabled: true,
        host: database.host,
        port: database.port,
        database: database.name,
        driver: databaseDriver,
      },
      existingDatabaseSecret: {
        name: secrets.database,
        usernameKey: databaseKeys.user,
        passwordKey: databaseKeys.password,
      },
    },
    artifactRoot: {
      proxiedArtifactStorage: true,
      s3: {
        enabled: true,
        bucket: artifacts.bucket,
        existingSecret: {
          name: secrets.artifacts,
          keyOfAccessKeyId: artifactKeys.accessKeyId,
          keyOfSecretAccessKey: artifactKeys.secretAccessKey,
        },
      },
    },
    // Appended behind the chart's own `--port`; click takes the last one.
    extraArgs: { port: String(ports.mlflow) },
    extraEnvVars: {
      ...artifactVariables(artifacts),
      ...trustVariables(mlflowTrust),
      PGSSLMODE: database.sslMode,
      // The root file system is read-only; libraries that keep something at home find a place here.
      HOME: '/tmp',
    },
    extraSecretNamesForEnvFrom: [secrets.encryption],
    resources: containerResources(settings.resources.mlflow),
    nodeSelector: settings.nodeSelector,
    tolerations: settings.tolerations,
    affinity: settings.affinity ?? spread,
    initContainers: [
      ...(caBundle === undefined
        ? []
        : caBundleInitContainers(caBundle, mlflowImage(settings), containerResources(settings.resources.gateway))),
      databaseMigration({
        image: mlflowImage(settings),
        imagePullPolicy,
        resources: containerResources(settings.resources.mlflow),
        databaseEnv: databaseEnv(database, secrets.database),
        variables: { ...trustVariables(mlflowTrust), HOME: '/tmp' },
        trustMounts: trustMounts(mlflowTrust),
      }),
    ],
    extraContainers: [
      gatewaySidecar({
        image: gateway.image,
        environment: gateway.environment,
        secretName: secrets.gateway,
        traces: facts.traces,
        resources: containerResources(settings.resources.gateway),
        variables: trustVariables(gatewayTrust),
        trustMounts: trustMounts(gatewayTrust),
      }),
    ],
    extraVolumes: [
      ...(caBundle === undefined ? [] : caBundleVolumes(caBundle)),
      ...databaseCaVolumes(mlflowTrust),
      ...databaseCaVolumes(gatewayTrust),
    ],
    extraVolumeMounts: trustMounts(mlflowTrust),
    // MLflow takes half a minute to import itself; the probes ask it through the gateway.
    livenessProbe: { initialDelaySeconds: 60, periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 },
    readinessProbe: { initialDelaySeconds: 5, periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
    autoscaling: autoscaling(settings.autoscaling),
    auth: { enabled: false },
    ldapAuth: { enabled: false },
    ingress: { enabled: false },
    serviceMonitor: { enabled: false },
    postgresql: { enabled: false },
    mysql: { enabled: false },
  }
}

const trust = <T>(
  caBundle: ReleaseFacts<T>['caBundle'],
  databaseCa: ReleaseFacts<T>['gateway']['databaseCa'],
  databaseCaVolume: string,
) => ({
  ...(caBundle === undefined ? {} : { caBundle }),
  ...(databaseCa === undefined ? {} : { databaseCa }),
  databaseCaVolume,
})

/** The charts know no topology spread; a preference leaves small clusters schedulable. */
const spread = {
  podAntiAffinity: {
    preferredDuringSchedulingIgnoredDuringExecution: ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map(
      (topologyKey, index) => ({
        weight: 100 - 50 * index,
        podAffinityTerm: { labelSelector: { matchLabels: podLabels }, topologyKey },
      }),
    ),
  },
}

/** The chart's own autoscaler: with it on, and only then, the chart leaves `replicas` to it. */
function autoscaling(settings: ReleaseFacts<unknown>['settings']['autoscaling']): Autoscaling {
  if (settings === undefined) return { enabled: false }
  const { minReplicas, maxReplicas, cpuPercent, memoryPercent } = settings
  const metric = (name: string, averageUtilization: number) => ({
    type: 'Resource',
    resource: { name, target: { type: 'Utilization', averageUtilization } },
  })
  return {
    enabled: true,
    minReplicas,
    maxReplicas,
    metrics: [metric('cpu', cpuPercent), ...(memoryPercent === undefined ? [] : [metric('memory', memoryPercent)])],
  }
}

/** Without the members that nobody set: a value that is undefined is a difference to Helm. */
export const containerResources = ({
  requests,
  limits: { cpu, memory },
}: ReleaseFacts<unknown>['settings']['resources']['mlflow']): ContainerResources => ({
  requests,
  limits: cpu === undefined ? { memory } : { cpu, memory },
})
