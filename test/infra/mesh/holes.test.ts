import { describe, expect, it } from 'vitest'
import { ports, serviceName, waypointName } from '../../../infra/plan/cluster-names.ts'
import { kubeletAddresses, networkPolicy } from '../../../infra/plan/network-policy.ts'
import { tracesPath, waypointPolicy } from '../../../infra/plan/mesh-policies.ts'
import { Mesh } from '../../../infra/components/mesh.ts'
import { mesh as meshSettings } from '../../../infra/config/mesh.ts'
import { recordComponent, settle } from '../recording.ts'
import { type Cluster, fate, type Request } from './cluster.ts'
import { admits } from './network-evaluator.ts'
import { callers, collector, declared, meshOnly, namespace, network, notebook, plan, stranger } from './personas.ts'
import { published } from './published-policy.ts'

/** The five ways around the published policy; each is shown open there and shut here. */
const write = (from: Request['from'], to: Request['to'] = 'service'): Request => ({
  from,
  to,
  port: 'traces',
  method: 'POST',
  path: tracesPath,
})
const unenrolled = (cluster: Cluster): Cluster => {
  const { 'istio.io/dataplane-mode': _, ...podLabels } = cluster.podLabels
  return { ...cluster, podLabels }
}
const gone = (cluster: Cluster): Cluster => ({ ...cluster, waypoint: 'gone' })

describe('hole 1: the waypoint is passed by', () => {
  it.each([
    ["by the pod's IP", write(stranger, 'pod'), 'ztunnel'],
    ['in plaintext', write({ ...stranger, meshed: false }), 'plaintext refused'],
    ["in plaintext by the pod's IP", write({ ...stranger, meshed: false }, 'pod'), 'plaintext refused'],
  ] as const)('%s', (_name, request, refusal) => {
    expect(fate(published, request)).toBe('arrives')
    expect(fate(meshOnly, request)).toBe(refusal)
  })
})

describe('hole 2: a waypoint that is not ready is as good as none', () => {
  it('leaves the traces to the collector alone', () => {
    expect(fate(gone(published), write(stranger))).toBe('arrives')
    expect(fate(gone(meshOnly), write(stranger))).toBe('ztunnel')
    expect(fate(gone(meshOnly), write(collector))).toBe('arrives')
  })

  it('and the Service names it only after it is Programmed and all policies stand', async () => {
    const { resources, result } = await recordComponent(
      (opts) =>
        new Mesh(
          'mesh',
          {
            mesh: meshSettings.parse({ mode: 'ambient' }),
            callers,
            namespace,
            jobServiceAccounts: [],
            awaitReady: true,
          },
          opts,
        ),
    )
    const gateway = resources.find(({ name }) => name === 'mesh-waypoint')
    expect(gateway?.inputs).toMatchObject({
      metadata: { annotations: { 'pulumi.com/waitFor': 'condition=Programmed' } },
    })
    const label = result.serviceLabels as typeof result.serviceLabels & {
      readonly allResources: () => Promise<ReadonlySet<object>>
    }
    const awaited = await label.allResources()
    expect(awaited.size).toBe(4)
    for (const guard of result.guards) expect(awaited).toContain(guard)
    expect(await settle(result.serviceLabels)).toMatchObject({ value: { 'istio.io/use-waypoint': waypointName } })
  })
})

describe('hole 3: paths are compared as strings', () => {
  it.each(['//v1/traces', '/v1/traces%2f', '/v1/traces;x'])('%s reaches no traces listener', (path) => {
    const spelt = { ...write(notebook), path }
    expect(fate(published, spelt)).toBe('arrives')
    expect(fate(meshOnly, spelt)).toBe('waypoint')
    expect(fate(gone(meshOnly), spelt)).toBe('ztunnel')
  })

  it('so the collector is admitted by the one spelling that it uses', () => {
    const [traces] = waypointPolicy(plan).spec.rules
    expect(traces?.to).toEqual([
      { operation: { ports: ['4318', String(ports.traces)], methods: ['POST'], paths: [tracesPath] } },
    ])
  })
})

describe('hole 4: policies do nothing for pods that nobody enrolled', () => {
  it('so the pods are labelled themselves', () => {
    expect(meshOnly.podLabels).toMatchObject({ 'istio.io/dataplane-mode': 'ambient' })
    expect(fate(unenrolled(published), write(stranger, 'pod'))).toBe('arrives')
  })

  it('and where the mesh does not take them in, network policies keep their ports shut', () => {
    for (const from of [stranger, notebook, collector])
      expect(fate(unenrolled(declared), write(from, 'pod'))).toBe('network policy')
  })

  it('while probes reach the ports that they ask, and only those', () => {
    const policy = networkPolicy({ namespace, meshed: true, callers, network, declared: [] })
    for (const address of kubeletAddresses) {
      expect(admits(policy, { address }, ports.public)).toBe(true)
      expect(admits(policy, { address }, ports.admin)).toBe(true)
      expect(admits(policy, { address }, ports.traces)).toBe(false)
      expect(admits(policy, { address }, ports.mlflow)).toBe(false)
    }
  })
})

describe('hole 5: a rule without source admits everybody', () => {
  it('so every rule names who, and a stranger in the mesh is nobody', () => {
    const request: Request = { from: stranger, to: 'service', port: 'public', method: 'GET', path: '/' }
    expect(fate(published, request)).toBe('arrives')
    expect(fate(meshOnly, request)).toBe('waypoint')
    for (const { spec } of meshOnly.policies)
      for (const rule of spec.rules ?? []) expect(rule.from?.length).toBeGreaterThan(0)
  })

  it('and the policy is bound to the Service of the gateway by name', () => {
    expect(waypointPolicy(plan).spec.targetRefs).toEqual([{ group: '', kind: 'Service', name: serviceName }])
  })
})
