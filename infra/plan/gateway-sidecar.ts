import { ports } from './cluster-names.ts'
import { loopback } from './loopback.ts'
import { type Container, type ContainerResources, type Probe, plainEnv, type VolumeMount } from './container.ts'
import { restricted, users } from './container-security.ts'

/**
 * Settings of the gateway that are credentials: they reach it from a Secret, never as text in a pod. The names are the
 * gateway's own; a test compares them with its schema.
 */
export const gatewaySecretSettings = [
  'OIDC_CLIENT_SECRET',
  'OIDC_USERS_DB_URI',
  'REDIS_PASSWORD',
  'REDIS_URL',
  'SECRET_KEY',
] as const

/** Its environment in two: what goes into a Secret and what may be read by anyone who may read the pod. */
export function splitGatewayEnvironment<T>(environment: Readonly<Record<string, T>>) {
  const secrets: readonly string[] = gatewaySecretSettings
  const entries = Object.entries(environment)
  return {
    secret: Object.fromEntries(entries.filter(([name]) => secrets.includes(name))),
    plain: Object.fromEntries(entries.filter(([name]) => !secrets.includes(name))),
  }
}

/** The chart can't lengthen the 30 seconds that a pod has to end, so draining has to fit in with some to spare. */
const drainSeconds = 20

/** Where it listens inside the pod. The traces listener asks for no credential: it opens only behind the mesh. */
const listeners = ({ traces }: { readonly traces: boolean }): Record<string, string> => ({
  GATEWAY_HOST: '0.0.0.0',
  GATEWAY_PORT: String(ports.public),
  GATEWAY_ADMIN_HOST: '0.0.0.0',
  GATEWAY_ADMIN_PORT: String(ports.admin),
  GATEWAY_UPSTREAM_URL: `http://${loopback}:${ports.mlflow}`,
  GATEWAY_DRAIN_SECONDS: String(drainSeconds),
  ...(traces ? { GATEWAY_TRACES_HOST: '0.0.0.0', GATEWAY_TRACES_PORT: String(ports.traces) } : {}),
})

export interface GatewaySidecar<T> {
  readonly image: T
  /** Settings that are no credentials. */
  readonly environment: Readonly<Record<string, T | string>>
  /** Secret whose keys are the credentials among the settings. */
  readonly secretName: T
  readonly traces: boolean
  readonly resources: ContainerResources
  readonly variables: Readonly<Record<string, string>>
  readonly trustMounts: readonly VolumeMount[]
}

const probe = (path: string, failureThreshold: number): Probe => ({
  httpGet: { path, port: ports.admin },
  periodSeconds: 5,
  // Readiness asks MLflow and the database, up to three seconds each.
  timeoutSeconds: 5,
  failureThreshold,
})

/**
 * The gateway beside MLflow. Its own port 8080 is declared by the chart for MLflow's container, as `http`, and so are
 * the probes on it: they pass through here to MLflow. A second port of that name would shadow it.
 */
export const gatewaySidecar = <T>(plan: GatewaySidecar<T>): Container<T> => ({
  name: 'gateway',
  image: plan.image,
  env: plainEnv<T>({ ...plan.environment, ...plan.variables, ...listeners(plan) }),
  envFrom: [{ secretRef: { name: plan.secretName } }],
  ports: [
    { name: 'admin', containerPort: ports.admin, protocol: 'TCP' },
    ...(plan.traces ? [{ name: 'http-traces', containerPort: ports.traces, protocol: 'TCP' as const }] : []),
  ],
  // It waits for issuer and database before it is alive; a minute and a half is more than it gives itself.
  startupProbe: probe('/livez', 18),
  livenessProbe: probe('/livez', 6),
  readinessProbe: probe('/readyz', 2),
  resources: plan.resources,
  securityContext: restricted(users.gateway),
  volumeMounts: [...plan.trustMounts],
})
