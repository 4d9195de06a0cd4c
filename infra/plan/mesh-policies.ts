import type { AuthorizationPolicy, AuthorizationRule, Operation, Source } from '../crds/authorization-policy.ts'
import type { Gateway } from '../crds/gateway.ts'
import type { PeerAuthentication } from '../crds/peer-authentication.ts'
import {
  objectLabels,
  podLabels,
  ports,
  serviceName,
  servicePorts,
  tracesPolicyName,
  waypointName,
} from './cluster-names.ts'
import { identities, type MeshPlan, plaintextPorts } from './mesh-identity.ts'
import { gatewayAddresses } from './redirect-uris.ts'

/** The OTLP path as the collector asks for it; any other spelling is somebody else. */
export const tracesPath = '/v1/traces'

/** Port of HBONE, the mesh's tunnel (Istio ambient). */
export const hbonePort = 15_008

/** Path of the back-channel logout at the gateway. */
const { backchannelLogoutUrl: backchannelLogoutPath } = gatewayAddresses('')

const metadata = (name: string, namespace: string, labels: Record<string, string> = {}) => ({
  name,
  namespace,
  labels: { ...objectLabels, ...labels },
})
const from = (...sources: readonly Source[]) => sources.map((source) => ({ source }))
const to = (operation: Operation) => [{ operation }]
const ruleFor = (sources: readonly Source[], operation: Operation): AuthorizationRule[] =>
  sources.length === 0 ? [] : [{ from: from(...sources), to: to(operation) }]
const principals = (of: readonly string[]): Source[] => (of.length === 0 ? [] : [{ principals: of }])
const namespaces = (of: readonly string[]): Source[] => (of.length === 0 ? [] : [{ namespaces: of }])

/**
 * Istio's reference says that `ports` are the pod's, yet a waypoint sees the Service's; each listener is named by both,
 * which is safe because no listener shares a number with another.
 */
const listener = (name: keyof typeof servicePorts) => [
  String(servicePorts[name].port),
  String(servicePorts[name].targetPort),
]

/** The waypoint of the gateway's Service. A Service must not name it before it is Programmed: ztunnel fails open. */
export const waypoint = (namespace: string): Gateway => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: metadata(waypointName, namespace, { 'istio.io/waypoint-for': 'service' }),
  spec: {
    gatewayClassName: 'istio-waypoint',
    listeners: [{ name: 'mesh', port: hbonePort, protocol: 'HBONE' }],
  },
})

/** At the waypoint, where paths and methods are known: only the collector writes traces, and every rule has a source. */
export function waypointPolicy(plan: MeshPlan): AuthorizationPolicy {
  const who = identities(plan)
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: metadata(tracesPolicyName, plan.namespace),
    spec: {
      targetRefs: [{ group: '', kind: 'Service', name: serviceName }],
      action: 'ALLOW',
      rules: [
        ...ruleFor(principals(who.collector), { ports: listener('traces'), methods: ['POST'], paths: [tracesPath] }),
        ...ruleFor([...principals([...who.ingress, ...who.jobs]), ...namespaces(who.clientNamespaces)], {
          ports: listener('public'),
          notPaths: [tracesPath, `${tracesPath}/*`],
        }),
        ...ruleFor(namespaces(who.keycloakNamespaces), {
          ports: listener('public'),
          methods: ['POST'],
          paths: [backchannelLogoutPath],
        }),
      ],
    },
  }
}

/**
 * At the pods' own ztunnel, which knows identities and ports only. It holds where the waypoint is passed by: a pod's IP
 * dialled directly, a waypoint that is gone. Who comes over the waypoint has the waypoint's identity here.
 */
export function workloadPolicy(plan: MeshPlan): AuthorizationPolicy {
  const who = identities(plan)
  const identified = [
    ...ruleFor(principals([who.waypoint, ...who.ingress]), { ports: [String(ports.public)] }),
    ...ruleFor(principals([who.waypoint, ...who.collector]), { ports: [String(ports.traces)] }),
    ...ruleFor(namespaces(who.monitoringNamespaces), { ports: [String(ports.admin)] }),
  ]
  const anonymous = plaintextPorts(plan.callers).map((port) => ({ to: to({ ports: [String(port)] }) }))
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: metadata(`${serviceName}-callers`, plan.namespace),
    spec: { selector: { matchLabels: podLabels }, action: 'ALLOW', rules: [...identified, ...anonymous] },
  }
}

/** No plaintext, but on the ports whose callers are outside the mesh; the traces port never takes it. */
export function peerAuthentication({ namespace, callers }: MeshPlan): PeerAuthentication {
  const exceptions = plaintextPorts(callers).map((port) => [String(port), { mode: 'PERMISSIVE' }] as const)
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: metadata(serviceName, namespace),
    spec: {
      selector: { matchLabels: podLabels },
      mtls: { mode: 'STRICT' },
      ...(exceptions.length === 0 ? {} : { portLevelMtls: Object.fromEntries(exceptions) }),
    },
  }
}

/** Enrols a pod; a namespace label would enrol databases and operators too. */
export const meshPodLabels = { 'istio.io/dataplane-mode': 'ambient' } as const

/** On the Service only, never on a namespace: that would capture every other Service in it. */
export const useWaypoint = (name: string) => ({ 'istio.io/use-waypoint': name })
