/** Valid settings of ingress, mesh, network and callers, as a stack file could hold them. */
import fc from 'fast-check'
import { callers, type Callers } from '../../../infra/config/callers.ts'
import { ingress, type IngressSettings, type RoutedIngress } from '../../../infra/config/ingress.ts'
import { mesh, type MeshSettings } from '../../../infra/config/mesh.ts'
import { network, type NetworkSettings } from '../../../infra/config/network.ts'
import { networkProblems } from '../../../infra/config/network-rules.ts'
import type { RestrictedNetwork } from '../../../infra/plan/network-policy.ts'

const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/)
const port = fc.integer({ min: 1, max: 65_535 })
const ports = fc.uniqueArray(port, { minLength: 1, maxLength: 3 })
const podLabels = fc.dictionary(label, label, { maxKeys: 2 })
const cidr = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 })).map(([address, bits]) => `${address}/${bits}`),
  fc.constantFrom('2001:db8::/32', 'fd00::/8'),
)
const settings = { requiredKeys: [] }
const host = fc.tuple(label, label).map(([name, domain]) => `${name}.${domain}.example`)

export const arbitraryCallers: fc.Arbitrary<Callers> = fc
  .record(
    {
      ingress: fc.record(
        { namespace: label, serviceAccount: label, podLabels, meshed: fc.boolean() },
        { requiredKeys: ['namespace'] },
      ),
      collector: fc.record({ namespace: label, serviceAccount: label }, { requiredKeys: ['namespace'] }),
      clients: fc.array(label, { maxLength: 3 }),
      monitoring: fc.record({ namespace: label, meshed: fc.boolean() }, { requiredKeys: ['namespace'] }),
      keycloak: fc.record({ namespace: label, meshed: fc.boolean() }, { requiredKeys: ['namespace'] }),
    },
    settings,
  )
  .map((value) => callers.parse(value))

export const arbitraryMesh: fc.Arbitrary<MeshSettings> = fc
  .oneof(
    fc.constant({ mode: 'off' }),
    fc.record({ mode: fc.constant('ambient'), trustDomain: host }, { requiredKeys: ['mode'] }),
  )
  .map((value) => mesh.parse(value))

const destination = fc.oneof(
  fc.record({ mode: fc.constant('inCluster'), namespace: label, podLabels, ports }),
  fc.record({ mode: fc.constant('addresses'), cidrs: fc.array(cidr, { minLength: 1, maxLength: 3 }), ports }),
)
const dns = fc.record({ namespace: label, podLabels, ports, cidrs: fc.array(cidr, { maxLength: 2 }) }, settings)

export const arbitraryRestrictedNetwork: fc.Arbitrary<RestrictedNetwork> = fc
  .record(
    {
      mode: fc.constant('restricted' as const),
      dns,
      issuer: destination,
      artifacts: destination,
      databases: destination,
      sessions: destination,
      others: fc.array(destination, { maxLength: 2 }),
    },
    { requiredKeys: ['mode', 'issuer', 'artifacts'] },
  )
  .map((value) => network.parse(value))
  .filter((value) => value.mode === 'restricted')

export const arbitraryNetwork: fc.Arbitrary<NetworkSettings> = fc.oneof(
  arbitraryRestrictedNetwork,
  fc.constant(network.parse({ mode: 'open' })),
)

const limits = fc.record(
  {
    proxiesInFront: fc.integer({ min: 0, max: 3 }),
    loginsPerMinute: fc.integer({ min: 1, max: 1000 }),
    loginBurst: fc.integer({ min: 1, max: 1000 }),
    inFlight: fc.integer({ min: 1, max: 10_000 }),
  },
  settings,
)
const entryPoint = fc.record(
  { readTimeout: fc.constantFrom('10m', '1h', '90m'), trustedIPs: fc.array(fc.constantFrom('10.0.0.0/8')) },
  { requiredKeys: ['readTimeout'] },
)
const tls = fc.oneof(
  fc.record(
    { mode: fc.constant('certManager'), issuerKind: fc.constantFrom('ClusterIssuer', 'Issuer'), issuerName: label },
    { requiredKeys: ['mode', 'issuerName'] },
  ),
  fc.record({ mode: fc.constant('secret'), secretName: label }),
  fc.constant({ mode: 'entryPoint' }),
  fc.constant({ mode: 'none' }),
)
const entryPoints = fc.array(label, { minLength: 1, maxLength: 2 })
const hstsSeconds = fc.integer({ min: 0, max: 63_072_000 })
const controller = fc.constantFrom('traefik', 'other')

export const arbitraryRoutedIngress: fc.Arbitrary<RoutedIngress> = fc
  .oneof(
    fc.record(
      {
        kind: fc.constant('ingressRoute'),
        className: label,
        tls,
        redirectFrom: label,
        publicTraces: fc.boolean(),
        entryPoints,
        limits,
        hstsSeconds,
        entryPoint,
      },
      { requiredKeys: ['kind', 'tls'] },
    ),
    fc.record(
      {
        kind: fc.constant('ingress'),
        className: label,
        controller,
        annotations: fc.dictionary(label, label, { maxKeys: 2 }),
        tls,
        entryPoints,
        limits,
        hstsSeconds,
        entryPoint,
      },
      { requiredKeys: ['kind', 'tls'] },
    ),
    fc.record(
      {
        kind: fc.constant('httpRoute'),
        gateway: fc.record(
          { name: label, namespace: label, sectionName: label },
          { requiredKeys: ['name', 'namespace'] },
        ),
        controller,
        limits,
        hstsSeconds,
        entryPoint,
      },
      { requiredKeys: ['kind', 'gateway'] },
    ),
  )
  .map((value) => ingress.parse(value))
  .filter((value) => value.kind !== 'none')

export const arbitraryIngress: fc.Arbitrary<IngressSettings> = fc.oneof(
  arbitraryRoutedIngress,
  fc.constant(ingress.parse({ kind: 'none' })),
)

/** All four sections, together valid in any environment. */
export const arbitraryNetworkSections = fc
  .record({
    environment: fc.constantFrom('development', 'staging', 'production'),
    ingress: arbitraryIngress,
    mesh: arbitraryMesh,
    network: arbitraryNetwork,
    callers: arbitraryCallers,
  })
  .filter((sections) => networkProblems(sections).length === 0)
