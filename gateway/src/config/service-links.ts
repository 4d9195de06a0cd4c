/** What Kubernetes adds to the environment of a pod for each Service of its namespace (the form that Docker's links had). */
const linkName = /_SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)$|_PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?$/
const linkValue = /^(?:tcp|udp|sctp):\/\//

/**
 * Whether Kubernetes wrote this variable, and not the operator: a Service called `gateway` makes
 * `GATEWAY_PORT=tcp://10.0.0.1:8080` and a dozen names that look like settings.
 */
export function isServiceLink(variable: string, value: string | undefined): boolean {
  return linkName.test(variable) || (variable.endsWith('_PORT') && linkValue.test(value ?? ''))
}
