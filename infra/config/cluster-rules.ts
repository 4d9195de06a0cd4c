import type { ClusterSettings } from './cluster.ts'
import { secretStoreProblems } from './credential-rules.ts'
import { networkProblems } from './network-rules.ts'
import { gatewayImageProblems, releaseProblems, smokeProblems } from './release-rules.ts'
import type { Problem } from './rules.ts'
import type { StackSettings } from './schema.ts'
import { sessionProblems } from './session-rules.ts'
import { trustProblems } from './trust-rules.ts'

type Around = Pick<StackSettings, 'environment' | 'gatewayInternalUrl' | 'serviceClients'>

/** Every rule of the cluster's parts; keys are those inside `cluster`. */
export function clusterProblems(cluster: ClusterSettings, around: Around): Problem[] {
  const { environment, serviceClients } = around
  const found = [
    ...releaseProblems(cluster.release, environment),
    ...smokeProblems(cluster.release, serviceClients),
    ...gatewayImageProblems(cluster.gatewayImage, environment),
    ...networkProblems({ ...cluster, ...around }),
    ...trustProblems(cluster.trust),
    ...sessionProblems(cluster.sessions, environment),
    ...secretStoreProblems(cluster.credentials, otherNamespaces(cluster)),
    ...machineProblems(cluster, serviceClients),
    ...awaitProblems(cluster, environment),
  ]
  // The URL for logouts is no part of the cluster's section, although the rules of its network speak of it.
  return found.map((each) => (each.key in { gatewayInternalUrl: 0 } ? each : { ...each, key: `cluster.${each.key}` }))
}

const otherNamespaces = ({ namespace, callers, machines }: ClusterSettings) =>
  [
    ...(machines.collector === undefined || callers.collector === undefined ? [] : [callers.collector.namespace]),
    ...machines.clients.map((client) => client.namespace),
  ].filter((name) => name !== namespace)

function machineProblems(
  { machines, callers, mesh }: ClusterSettings,
  serviceClients: Around['serviceClients'],
): Problem[] {
  const known = serviceClients.map(({ name }) => name)
  const { collector, clients } = machines
  const unknown = (key: string, client: string): Problem[] =>
    known.includes(client)
      ? []
      : [
          {
            key,
            value: JSON.stringify(client),
            remedy: `name one of serviceClients: ${known.join(', ') || 'there is none'}`,
          },
        ]
  return [
    ...clients.flatMap(({ client }, index) => unknown(`machines.clients.${index}.client`, client)),
    ...(collector === undefined ? [] : unknown('machines.collector.client', collector.client)),
    ...(collector !== undefined && callers.collector === undefined
      ? [{ key: 'machines.collector', remedy: 'say in callers.collector where the collector runs' }]
      : []),
    ...(collector?.listener === 'traces' && mesh.mode === 'off'
      ? [
          {
            key: 'machines.collector.listener',
            value: '"traces"',
            remedy: 'choose public: without the mesh nobody proves who sends traces',
          },
        ]
      : []),
  ]
}

const awaitProblems = ({ awaitReady }: ClusterSettings, environment: StackSettings['environment']): Problem[] =>
  awaitReady || environment === 'development'
    ? []
    : [
        {
          key: 'awaitReady',
          value: 'false',
          remedy: 'wait outside development stacks, or a failed rollout looks like a good one',
        },
      ]
