/**
 * Variables that the kubelet puts into every pod for a Service of the pod's namespace (Kubernetes: "Discovering
 * services", environment variables). The chart can't switch this off, so a Service must not be named such that one of
 * them reads like a setting of a program in the pod.
 */
export function serviceLinks(
  service: string,
  servicePorts: readonly { readonly name: string; readonly port: number }[],
): string[] {
  const upper = (text: string) => text.toUpperCase().replaceAll('-', '_')
  const name = upper(service)
  return [
    `${name}_SERVICE_HOST`,
    `${name}_SERVICE_PORT`,
    `${name}_PORT`,
    ...servicePorts.flatMap(({ name: portName, port }) => [
      `${name}_SERVICE_PORT_${upper(portName)}`,
      ...['', '_PROTO', '_PORT', '_ADDR'].map((suffix) => `${name}_PORT_${port}_TCP${suffix}`),
    ]),
  ]
}
