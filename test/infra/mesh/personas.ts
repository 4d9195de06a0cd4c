/** Who lives in the cluster of the mesh tests, and what the program declares there. */
import { callers as callersSchema } from '../../../infra/config/callers.ts'
import { network as networkSchema } from '../../../infra/config/network.ts'
import { podLabels, waypointName } from '../../../infra/plan/cluster-names.ts'
import type { MeshPlan } from '../../../infra/plan/mesh-identity.ts'
import {
  meshPodLabels,
  peerAuthentication,
  useWaypoint,
  waypointPolicy,
  workloadPolicy,
} from '../../../infra/plan/mesh-policies.ts'
import { networkPolicy, type RestrictedNetwork } from '../../../infra/plan/network-policy.ts'
import type { Caller, Cluster } from './cluster.ts'

export const namespace = 'mlflow'

export const callers = callersSchema.parse({
  ingress: { namespace: 'traefik' },
  collector: { namespace: 'otel' },
  clients: ['notebooks'],
  monitoring: { namespace: 'monitoring' },
  keycloak: { namespace: 'keycloak' },
})

export const network = networkSchema.parse({
  mode: 'restricted',
  issuer: { mode: 'inCluster', namespace: 'keycloak', ports: [8443] },
  artifacts: { mode: 'inCluster', namespace: 'minio', podLabels: { app: 'minio' }, ports: [9000] },
  databases: { mode: 'addresses', cidrs: ['10.0.7.0/24'], ports: [5432] },
}) as RestrictedNetwork

const pod = (of: string, serviceAccount: string, labels: Record<string, string> = {}): Caller => ({
  namespace: of,
  serviceAccount,
  labels,
  meshed: true,
})

export const traefik = pod('traefik', 'traefik', { 'app.kubernetes.io/name': 'traefik' })
export const collector = pod('otel', 'otel-collector')
export const notebook = pod('notebooks', 'ada')
export const prometheus = pod('monitoring', 'prometheus')
export const keycloak = pod('keycloak', 'keycloak')
export const smokeJob = pod(namespace, 'mlflow-smoke')
/** Somebody else in the cluster, in the mesh and outside of it. */
export const stranger = pod('agents', 'weather-agent')
export const plaintextStranger: Caller = { ...stranger, meshed: false }
/** A stranger beside the collector, and the collector's name in other places. */
export const neighbour = pod('otel', 'default')
export const namesake = pod('agents', 'otel-collector')
export const foreigner: Caller = { ...collector, trustDomain: 'elsewhere.example' }

export const plan: MeshPlan = {
  namespace,
  trustDomain: 'cluster.local',
  callers,
  jobServiceAccounts: [smokeJob.serviceAccount],
}

/** The mesh alone, without the help of network policies. */
export const meshOnly: Cluster = {
  namespace,
  trustDomain: plan.trustDomain,
  podLabels: { ...podLabels, ...meshPodLabels },
  serviceLabels: useWaypoint(waypointName),
  waypoint: 'ready',
  waypointPorts: 'service',
  policies: [waypointPolicy(plan), workloadPolicy(plan)],
  peerAuthentications: [peerAuthentication(plan)],
  networkPolicies: [],
}

export const declared: Cluster = {
  ...meshOnly,
  networkPolicies: [networkPolicy({ namespace, meshed: true, callers, network, declared: [] })],
}
