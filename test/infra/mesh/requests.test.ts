import { describe, expect, it } from 'vitest'
import { type Cluster, fate } from './cluster.ts'
import { declared, meshOnly } from './personas.ts'
import { published } from './published-policy.ts'
import { refusedRequests, servedRequests } from './requests.ts'

const numberings = ['service', 'pod'] as const
const asFate = (refusal: string) => (refusal === 'gateway' ? 'arrives' : refusal)
const without = (cluster: Cluster): Cluster => ({ ...cluster, waypoint: 'gone' })

describe.each(numberings)('the mesh alone, its waypoint counting ports of the %s,', (waypointPorts) => {
  const cluster: Cluster = { ...meshOnly, waypointPorts }

  it.each(refusedRequests)('refuses, or leaves to the gateway: $name', (request) => {
    expect(fate(cluster, request)).toBe(asFate(request.present))
    expect(fate(without(cluster), request)).toBe(asFate(request.gone))
  })

  it.each(servedRequests)('serves: $name', (request) => {
    expect(fate(cluster, request)).toBe('arrives')
    expect(fate(without(cluster), request)).toBe(request.gone)
  })
})

describe('mesh and network policies together', () => {
  it.each(servedRequests)('serve: $name', (request) => {
    expect(fate(declared, request)).toBe('arrives')
  })

  it('let no more through than the mesh alone', () => {
    expect(letThrough(declared, 'present')).toEqual([])
    expect(letThrough(without(declared), 'gone')).toEqual([])
  })
})

/** Every request of the table that gets through where ours is refused before the gateway. */
const letThrough = (cluster: Cluster, refusal: 'present' | 'gone') =>
  refusedRequests
    .filter((request) => request[refusal] !== 'gateway' && fate(cluster, request) === 'arrives')
    .map(({ name }) => name)

describe('the published policy', () => {
  it('lets everybody by who dials the pod or speaks plaintext, and everybody onto all other paths', () => {
    expect(letThrough(published, 'present')).toMatchInlineSnapshot(`
      [
        "a plaintext pod writes traces",
        "a stranger dials the pod to write traces",
        "a notebook dials the pod to write traces",
        "a plaintext pod dials the pod to write traces",
        "the collector calls the API",
        "the collector calls the API at the public port",
        "the collector writes to //v1/traces",
        "the collector writes to /v1/traces/",
        "the collector writes to /v1/traces%2f",
        "the collector writes to /v1/traces;x",
        "a notebook spells //v1/traces at the traces port",
        "a stranger spells //v1/traces",
        "a stranger calls the API",
        "a stranger dials the pod for the API",
        "a notebook dials the pod for the API",
        "a plaintext pod calls the API",
        "Keycloak calls the API",
        "Prometheus calls the API",
        "a stranger reads the metrics",
        "the ingress reads the metrics",
        "the collector dials MLflow itself",
        "the ingress dials MLflow itself",
      ]
    `)
  })

  it('lets everything through while the waypoint is gone', () => {
    const guarded = refusedRequests.filter(({ gone }) => gone !== 'gateway' && gone !== 'no such port')
    expect(letThrough(without(published), 'gone')).toEqual(guarded.map(({ name }) => name))
  })

  it('does nothing at all for pods that nobody enrolled', () => {
    const { 'istio.io/dataplane-mode': _, ...podLabels } = published.podLabels
    const outside = refusedRequests.filter(({ to }) => to === 'pod')
    for (const request of outside) expect(fate({ ...published, podLabels }, request)).toBe('arrives')
  })
})
