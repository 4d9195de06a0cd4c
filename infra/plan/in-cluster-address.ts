/** Whether a URL names a Service of the cluster: what does not comes from outside, through the ingress. */
export function isInCluster(url: string): boolean {
  const { hostname } = new URL(url)
  return hostname.endsWith('.svc') || hostname.endsWith('.svc.cluster.local')
}
