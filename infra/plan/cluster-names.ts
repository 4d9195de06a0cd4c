/**
 * Names and ports inside the cluster that more than one part of the program has to agree on: settings of the gateway,
 * Service, probes, mesh policies and network policies are all rendered from here.
 */
export const ports = {
  /** People and clients, behind the ingress. */
  public: 8080,
  /** Probes and metrics; never routed, never in a Service that the ingress knows. */
  admin: 8081,
  /** OTLP traces from the collector; only the mesh admits it. */
  traces: 8082,
  /** MLflow, on loopback inside the pod. */
  mlflow: 5001,
} as const

/** The Helm release, its Deployment, our own Service and the pod's ServiceAccount all carry this name. */
export const releaseName = 'mlflow'

/** Labels that the community chart puts on MLflow's pods; every selector of ours uses exactly these. */
export const podLabels = {
  'app.kubernetes.io/name': 'mlflow',
  'app.kubernetes.io/instance': releaseName,
} as const

/** Labels of every object that the program itself declares. */
export const objectLabels = {
  'app.kubernetes.io/part-of': 'gatehouse',
  'app.kubernetes.io/managed-by': 'pulumi',
} as const

/** Service in front of the gateway: the ingress and, over the waypoint, the collector reach it. */
export const serviceName = 'mlflow-gateway'

/** Where the cluster itself reaches the gateway; without a port it is that of plain http. */
export const serviceUrl = (namespace: string) => `http://${serviceName}.${namespace}.svc`

/** Names of the Service's ports. */
export const servicePorts = {
  public: { name: 'http', port: 80, targetPort: ports.public },
  traces: { name: 'http-traces', port: 4318, targetPort: ports.traces },
} as const

/** Waypoint of the Service; its ServiceAccount has the same name (Istio ambient). */
export const waypointName = 'mlflow-waypoint'

/** The policy that lets only the collector write traces; the name that the platform's people know. */
export const tracesPolicyName = 'mlflow-traces-from-otel'
