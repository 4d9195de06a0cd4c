/** Rules between the ingress, the mesh, the network and the list of callers. */
import { entryPointProblems } from '../plan/entry-point.ts'
import { isInCluster } from '../plan/in-cluster-address.ts'
import type { Callers } from './callers.ts'
import type { IngressSettings } from './ingress.ts'
import type { MeshSettings } from './mesh.ts'
import type { NetworkSettings } from './network.ts'
import type { Problem } from './rules.ts'

/** What these rules look at. */
export interface NetworkSections {
  readonly environment: 'development' | 'staging' | 'production'
  readonly gatewayInternalUrl?: string | undefined
  readonly ingress: IngressSettings
  readonly mesh: MeshSettings
  readonly network: NetworkSettings
  readonly callers: Callers
}

/** Everything that is wrong between them. */
export const networkProblems = (of: NetworkSections): Problem[] => [
  ...missingCallers(of),
  ...openDoors(of),
  ...backChannel(of),
  ...ingressProblems(of),
]

const problem = (key: string, value: unknown, remedy: string): Problem => ({
  key,
  value: JSON.stringify(value),
  remedy,
})

/** Where something decides who may come, whoever brings people's requests has to be known to it. */
function missingCallers({ ingress, mesh, network, callers }: NetworkSections): Problem[] {
  const fenced = mesh.mode === 'ambient' || network.mode === 'restricted'
  return fenced && ingress.kind !== 'none' && callers.ingress === undefined
    ? [{ key: 'callers.ingress', remedy: 'name the ingress controller: mesh and network policies admit nobody else' }]
    : []
}

/** The traces listener and plaintext callers are told apart by the network alone where no mesh knows them. */
function openDoors({ environment, mesh, network, callers }: NetworkSections): Problem[] {
  if (environment === 'development' || network.mode === 'restricted') return []
  const remedy = 'use restricted outside development stacks'
  if (mesh.mode === 'off')
    return [problem('network.mode', network.mode, `${remedy}: without mesh nothing else guards the traces listener`)]
  const unmeshed = [callers.ingress, callers.monitoring].some((caller) => caller?.meshed === false)
  return unmeshed
    ? [problem('network.mode', network.mode, `${remedy}: a caller outside the mesh is known by its address only`)]
    : []
}

/** Keycloak's logout notices arrive inside the cluster only where it may come in. */
function backChannel({ gatewayInternalUrl: url, mesh, network, callers }: NetworkSections): Problem[] {
  if (url === undefined || !isInCluster(url)) return []
  const fenced = mesh.mode === 'ambient' || network.mode === 'restricted'
  if (callers.keycloak === undefined)
    return fenced
      ? [problem('gatewayInternalUrl', url, 'set callers.keycloak, or leave this out so that logouts take publicUrl')]
      : []
  // Where the public port takes plaintext for the ingress, it takes it for Keycloak too.
  const shutOut = mesh.mode === 'ambient' && !callers.keycloak.meshed && callers.ingress?.meshed !== false
  return shutOut
    ? [
        problem(
          'callers.keycloak.meshed',
          false,
          'enrol Keycloak in the mesh, or leave gatewayInternalUrl out: plaintext is refused here',
        ),
      ]
    : []
}

function ingressProblems({ ingress, mesh }: NetworkSections): Problem[] {
  if (ingress.kind === 'none') return []
  const entryPoint = ingress.entryPoint === undefined ? [] : entryPointProblems(ingress.entryPoint)
  const traces = ingress.kind === 'ingressRoute' && ingress.publicTraces && mesh.mode === 'ambient'
  return [
    ...entryPoint.map(({ setting, value, remedy }) => problem(`ingress.entryPoint.${setting}`, value, remedy)),
    ...(traces
      ? [problem('ingress.publicTraces', true, 'leave it out: in the mesh only the collector may write traces')]
      : []),
  ]
}
