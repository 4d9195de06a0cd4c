import { serviceName, servicePorts } from './cluster-names.ts'

/** URL of the gateway for callers inside the cluster that log in: notebooks, jobs, Keycloak's back channel. */
export const inClusterUrl = (namespace: string) => urlAt(namespace, servicePorts.public.port)

/** Endpoint for the collector's traces. */
export const inClusterTracesUrl = (namespace: string) => `${urlAt(namespace, servicePorts.traces.port)}/v1/traces`

/** Whether a URL names a Service of the cluster: what is outside of it goes through the ingress. */
export function isInCluster(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname.endsWith('.svc') || hostname.endsWith('.svc.cluster.local')
}

/** `http` is right here: the mesh encrypts, and without a mesh the Service is not reached from outside. */
function urlAt(namespace: string, port: number): string {
  return new URL(`http://${serviceName}.${namespace}.svc:${port}`).origin
}
