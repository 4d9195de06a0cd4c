import { describe, expect, it } from 'vitest'
import { NetworkPolicies } from '../../infra/components/network-policies.ts'
import { callers as callersSchema } from '../../infra/config/callers.ts'
import type { Destination } from '../../infra/config/network.ts'
import { network as networkSchema } from '../../infra/config/network.ts'
import { networkPolicy } from '../../infra/plan/network-policy.ts'
import { admits, type End, reaches } from './mesh/network-evaluator.ts'
import { callers, namespace, network } from './mesh/personas.ts'
import { recordComponent } from './recording.ts'

const pod = (of: string, labels: Record<string, string> = {}): End => ({ namespace: of, labels })
const traefik = pod('traefik', { 'app.kubernetes.io/name': 'traefik' })
const waypoint = pod(namespace, { 'gateway.networking.k8s.io/gateway-name': 'mlflow-waypoint' })
const job = pod(namespace, { 'app.kubernetes.io/part-of': 'gatehouse' })
const unmeshed = callersSchema.parse({
  ...callers,
  ingress: { namespace: 'traefik', meshed: false },
  monitoring: { namespace: 'monitoring', meshed: false },
})
const plain = networkPolicy({ namespace, meshed: false, callers, network, declared: [] })
const meshed = networkPolicy({ namespace, meshed: true, callers, network, declared: [] })
const mixed = networkPolicy({ namespace, meshed: true, callers: unmeshed, network, declared: [] })

describe('who may come', () => {
  // prettier-ignore
  it.each<[string, typeof plain, End, number, boolean]>([
    ['without mesh the ingress reaches the public port',       plain,  traefik,              8080, true],
    ['without mesh another pod beside the ingress does not',   plain,  pod('traefik'),       8080, false],
    ['without mesh a notebook reaches the public port',        plain,  pod('notebooks'),     8080, true],
    ['without mesh a notebook does not reach the traces port', plain,  pod('notebooks'),     8082, false],
    ['without mesh the collector reaches the traces port',     plain,  pod('otel'),          8082, true],
    ['without mesh the collector reaches nothing else',        plain,  pod('otel'),          8080, false],
    ['without mesh Keycloak reaches the public port',          plain,  pod('keycloak'),      8080, true],
    ['without mesh Prometheus reads the metrics',              plain,  pod('monitoring'),    8081, true],
    ['without mesh the smoke test reaches the public port',    plain,  job,                  8080, true],
    ['without mesh another pod of the namespace does not',     plain,  pod(namespace),       8080, false],
    ['without mesh a stranger reaches nothing',                plain,  pod('agents'),        8080, false],
    ['nobody reaches MLflow itself',                           plain,  traefik,              5001, false],
    ['in the mesh the waypoint brings callers in its tunnel',  meshed, waypoint,            15_008, true],
    ['in the mesh the ingress comes by tunnel',                meshed, traefik,             15_008, true],
    ['in the mesh the ingress does not come in plaintext',     meshed, traefik,              8080, false],
    ['in the mesh the collector comes by tunnel',              meshed, pod('otel'),         15_008, true],
    ['in the mesh the collector does not come in plaintext',   meshed, pod('otel'),          8082, false],
    ['in the mesh a notebook comes over the waypoint only',    meshed, pod('notebooks'),    15_008, false],
    ['in the mesh a stranger has no tunnel',                   meshed, pod('agents'),       15_008, false],
    ['an ingress outside the mesh comes in plaintext',         mixed,  traefik,              8080, true],
    ['an ingress outside the mesh has no tunnel',              mixed,  traefik,             15_008, false],
    ['Prometheus outside the mesh comes in plaintext',         mixed,  pod('monitoring'),    8081, true],
    ['the traces port stays shut beside them',                 mixed,  traefik,              8082, false],
  ])('%s', (_name, policy, from, port, expected) => {
    expect(admits(policy, from, port)).toBe(expected)
  })
})

describe('where the pods may go', () => {
  const dns = pod('kube-system', { 'k8s-app': 'kube-dns' })
  const declared: Destination[] = [
    { mode: 'inCluster', namespace, podLabels: { 'cnpg.io/cluster': 'mlflow' }, ports: [5432] },
  ]
  const own = networkPolicy({ namespace, meshed: true, callers, network, declared })
  const tcp = (port: number) => ({ protocol: 'TCP' as const, port })

  // prettier-ignore
  it.each<[string, typeof plain, End, number, boolean]>([
    ['to name resolution',                         plain,  dns,                                       53,     true],
    ['to the issuer',                              plain,  pod('keycloak'),                           8443,   true],
    ['to object storage',                          plain,  pod('minio', { app: 'minio' }),            9000,   true],
    ['not to another pod beside it',               plain,  pod('minio'),                              9000,   false],
    ['to the database by address',                 plain,  { address: '10.0.7.0/24' },                5432,   true],
    ['to the database that the stack declares',    own,    pod(namespace, { 'cnpg.io/cluster': 'mlflow' }), 5432, true],
    ['not to a database that nobody named',        plain,  pod(namespace, { 'cnpg.io/cluster': 'mlflow' }), 5432, false],
    ['by tunnel to the issuer in the mesh',        meshed, pod('keycloak'),                           15_008, true],
    ['by no tunnel without mesh',                  plain,  pod('keycloak'),                           15_008, false],
    ['not to the API server',                      plain,  pod('default'),                            443,    false],
  ])('%s', (_name, policy, to, port, expected) => {
    expect(reaches(policy, to, tcp(port))).toBe(expected)
  })

  it('asks names over UDP too', () => {
    expect(reaches(plain, dns, { protocol: 'UDP', port: 53 })).toBe(true)
  })
})

describe('the component', () => {
  const record = (settings: unknown) =>
    recordComponent(
      (opts) =>
        new NetworkPolicies(
          'network',
          { network: networkSchema.parse(settings), callers, namespace, meshed: true, declared: [] },
          opts,
        ),
    )

  it('declares the policy in the namespace of the pods', async () => {
    const { resources, result } = await record(network)
    const [policy] = resources.filter(({ type }) => type === 'kubernetes:networking.k8s.io/v1:NetworkPolicy')
    expect(policy).toMatchObject({ parent: 'network', inputs: { metadata: { name: 'mlflow-gateway', namespace } } })
    expect(policy?.inputs['spec']).toEqual(meshed.spec)
    expect(result.guards).toHaveLength(1)
  })

  it('declares none in an open network', async () => {
    const { resources } = await record({ mode: 'open' })
    expect(resources).toHaveLength(1)
  })
})
