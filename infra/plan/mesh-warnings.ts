import type { Callers } from '../config/callers.ts'
import { ports } from './cluster-names.ts'

/** What an operator has to know about callers outside of the mesh. */
export function meshWarnings({ ingress, monitoring }: Callers): string[] {
  return [
    ...(ingress?.meshed === false ? [unmeshed('ingress', 'the ingress', ports.public)] : []),
    ...(monitoring?.meshed === false ? [unmeshed('monitoring', 'monitoring', ports.admin)] : []),
  ]
}

const unmeshed = (key: string, who: string, port: number) =>
  `callers.${key}.meshed is false: ${who} has no identity, so port ${port} takes plaintext from every pod that a network ` +
  'policy lets through. Enrol its pods in the mesh (label istio.io/dataplane-mode: ambient' +
  (key === 'ingress' ? ', annotation ambient.istio.io/bypass-inbound-capture: "true").' : ').')
