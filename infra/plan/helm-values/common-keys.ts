import type { CommonValues } from './common.ts'
import type { KeysOf } from './known-keys.ts'

const imageParts = { repository: true, tag: true, pullPolicy: true } as const
const enabled = { enabled: true } as const
const probeTimes = {
  initialDelaySeconds: true,
  periodSeconds: true,
  timeoutSeconds: true,
  failureThreshold: true,
} as const

/** What both chart versions have in their values.schema.json, as far as the program sets it. */
export const commonKeys = {
  fullnameOverride: true,
  replicaCount: true,
  image: imageParts,
  initImages: { dbchecker: imageParts },
  imagePullSecrets: true,
  strategy: { type: true, rollingUpdate: { maxUnavailable: true, maxSurge: true } },
  serviceAccount: { create: true, automount: true, name: true },
  podAnnotations: true,
  extraPodLabels: true,
  podSecurityContext: true,
  securityContext: true,
  service: { type: true, name: true, port: true, containerPort: true, containerPortName: true },
  telemetry: enabled,
  backendStore: {
    databaseMigration: true,
    databaseConnectionCheck: true,
    postgres: { enabled: true, host: true, port: true, database: true, driver: true },
    existingDatabaseSecret: { name: true, usernameKey: true, passwordKey: true },
  },
  artifactRoot: {
    proxiedArtifactStorage: true,
    s3: {
      enabled: true,
      bucket: true,
      existingSecret: { name: true, keyOfAccessKeyId: true, keyOfSecretAccessKey: true },
    },
  },
  extraArgs: true,
  extraEnvVars: true,
  extraSecretNamesForEnvFrom: true,
  resources: { requests: true, limits: true },
  nodeSelector: true,
  tolerations: true,
  affinity: true,
  initContainers: true,
  extraContainers: true,
  extraVolumes: true,
  extraVolumeMounts: true,
  livenessProbe: probeTimes,
  readinessProbe: probeTimes,
  autoscaling: { enabled: true, minReplicas: true, maxReplicas: true, metrics: true },
  auth: enabled,
  ldapAuth: enabled,
  ingress: enabled,
  serviceMonitor: enabled,
  postgresql: enabled,
  mysql: enabled,
} as const satisfies KeysOf<CommonValues<unknown>>
