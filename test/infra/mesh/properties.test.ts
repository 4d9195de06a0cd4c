import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { podLabels, ports, serviceName, servicePorts } from '../../../infra/plan/cluster-names.ts'
import type { AuthorizationPolicy, AuthorizationRule } from '../../../infra/crds/authorization-policy.ts'
import { identities, type MeshPlan } from '../../../infra/plan/mesh-identity.ts'
import {
  hbonePort,
  peerAuthentication,
  tracesPath,
  waypoint,
  waypointPolicy,
  workloadPolicy,
} from '../../../infra/plan/mesh-policies.ts'
import { networkPolicy } from '../../../infra/plan/network-policy.ts'
import { arbitraryCallers, arbitraryRestrictedNetwork } from '../arbitraries/network.ts'
import { decide } from './evaluator.ts'

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/)
const arbitraryPlan: fc.Arbitrary<MeshPlan> = fc.record({
  namespace: label,
  trustDomain: fc.constantFrom('cluster.local', 'mesh.example'),
  callers: arbitraryCallers,
  jobServiceAccounts: fc.array(label, { maxLength: 2 }),
})
const policies = (plan: MeshPlan): AuthorizationPolicy[] => [waypointPolicy(plan), workloadPolicy(plan)]
const portsOf = (rules: readonly AuthorizationRule[]) =>
  rules.flatMap(({ to = [] }) => to.flatMap(({ operation }) => operation.ports ?? []))
const listeners = [ports.public, ports.admin, ports.traces].map(String)
const publishedPorts = Object.values(servicePorts).map(({ port }) => String(port))

describe('for any callers, the policies of the mesh', () => {
  it('name only ports of the gateway and its Service', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        for (const port of portsOf(workloadPolicy(plan).spec.rules)) expect(listeners).toContain(port)
        for (const port of portsOf(waypointPolicy(plan).spec.rules))
          expect([...listeners, ...publishedPorts]).toContain(port)
      }),
    )
  })

  it('never hold a rule that admits everything', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        for (const { spec } of policies(plan))
          for (const rule of spec.rules) {
            expect(rule.to?.length).toBeGreaterThan(0)
            expect(portsOf([rule]).length).toBeGreaterThan(0)
            for (const { source } of rule.from ?? []) expect(Object.keys(source)).not.toEqual([])
          }
      }),
    )
  })

  it('select exactly the labels of the pods, or target the Service', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        expect(workloadPolicy(plan).spec).toMatchObject({ selector: { matchLabels: podLabels } })
        expect(workloadPolicy(plan).spec.targetRefs).toBeUndefined()
        expect(peerAuthentication(plan).spec.selector.matchLabels).toEqual(podLabels)
        expect(waypointPolicy(plan).spec.selector).toBeUndefined()
        expect(waypointPolicy(plan).spec.targetRefs).toEqual([{ group: '', kind: 'Service', name: serviceName }])
      }),
    )
  })

  it('admit traces from the collector alone, wherever they are asked', () => {
    fc.assert(
      fc.property(arbitraryPlan, label, label, (plan, namespace, serviceAccount) => {
        const { collector, waypoint: ofWaypoint } = identities(plan)
        const anybody = `${plan.trustDomain}/ns/${namespace}/sa/${serviceAccount}`
        const others = [anybody, ...identities(plan).ingress, ...identities(plan).jobs].filter(
          (each) => !collector.includes(each) && each !== ofWaypoint,
        )
        const write = { method: 'POST', path: tracesPath }
        for (const principal of others) {
          for (const port of [servicePorts.public.port, ports.public, servicePorts.traces.port, ports.traces])
            expect(decide([waypointPolicy(plan)], { principal, port, ...write })).toBe('deny')
          expect(decide([workloadPolicy(plan)], { principal, port: ports.traces })).toBe('deny')
        }
        for (const principal of collector)
          expect(decide([waypointPolicy(plan)], { principal, port: servicePorts.traces.port, ...write })).toBe('allow')
        expect(decide([workloadPolicy(plan)], { principal: undefined, port: ports.traces })).toBe('deny')
      }),
    )
  })

  it('refuse plaintext on the traces port, and on every port whose callers are in the mesh', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        const { mtls, portLevelMtls = {} } = peerAuthentication(plan).spec
        expect(mtls.mode).toBe('STRICT')
        expect(Object.keys(portLevelMtls)).toEqual([
          ...(plan.callers.ingress?.meshed === false ? [String(ports.public)] : []),
          ...(plan.callers.monitoring?.meshed === false ? [String(ports.admin)] : []),
        ])
      }),
    )
  })

  it('never ask the waypoint of a namespace', () => {
    fc.assert(
      fc.property(label, (namespace) => {
        expect(waypoint(namespace).metadata.labels).toMatchObject({ 'istio.io/waypoint-for': 'service' })
        expect(JSON.stringify(waypoint(namespace))).not.toContain('use-waypoint')
      }),
    )
  })
})

describe('for any network, the network policy', () => {
  const arbitrary = fc.record({
    namespace: label,
    meshed: fc.boolean(),
    callers: arbitraryCallers,
    network: arbitraryRestrictedNetwork,
    declared: fc.constant([]),
  })

  it('selects exactly the labels of the pods and refuses the rest both ways', () => {
    fc.assert(
      fc.property(arbitrary, (plan) => {
        const { spec } = networkPolicy(plan)
        expect(spec.podSelector.matchLabels).toEqual(podLabels)
        expect(spec.policyTypes).toEqual(['Ingress', 'Egress'])
      }),
    )
  })

  it('opens ports of the gateway and the tunnel only, and never to everybody', () => {
    fc.assert(
      fc.property(arbitrary, (plan) => {
        const { ingress, egress } = networkPolicy(plan).spec
        const admitted = ingress.flatMap((rule) => rule.ports.map(({ port }) => port))
        expect([...listeners.map(Number), hbonePort]).toEqual(expect.arrayContaining(admitted))
        for (const { from } of ingress) expect(from.length).toBeGreaterThan(0)
        for (const { to } of egress) expect(to.length).toBeGreaterThan(0)
      }),
    )
  })

  it('opens the traces port to the collector only, and in the mesh to nobody outside of the tunnel', () => {
    fc.assert(
      fc.property(arbitrary, (plan) => {
        const traces = networkPolicy(plan).spec.ingress.filter((rule) =>
          rule.ports.some(({ port }) => port === ports.traces),
        )
        const { collector } = plan.callers
        const expected =
          plan.meshed || collector === undefined
            ? []
            : [[{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': collector.namespace } } }]]
        expect(traces.map(({ from }) => from)).toEqual(expected)
      }),
    )
  })
})
