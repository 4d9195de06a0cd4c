import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callers } from '../../infra/config/callers.ts'
import { ingress } from '../../infra/config/ingress.ts'
import { cidr } from '../../infra/config/cidr.ts'
import { mesh } from '../../infra/config/mesh.ts'
import { networkProblems, type NetworkSections } from '../../infra/config/network-rules.ts'
import { arbitraryNetworkSections } from './arbitraries/network.ts'
import { network } from './mesh/personas.ts'

const traefik = { namespace: 'traefik' }
const route = { kind: 'ingressRoute', tls: { mode: 'none' } }
const valid: NetworkSections = {
  environment: 'production',
  gatewayInternalUrl: 'http://mlflow-gateway.mlflow.svc',
  ingress: ingress.parse(route),
  mesh: mesh.parse({ mode: 'ambient' }),
  network,
  callers: callers.parse({ ingress: traefik, keycloak: { namespace: 'keycloak' } }),
}
const open = { mode: 'open' } as const
const off = { mode: 'off' } as const
const entryPoint = (of: object) => ingress.parse({ ...route, entryPoint: { readTimeout: '30m', ...of } })

describe('the rules of the network', () => {
  // prettier-ignore
  it.each<[string, Partial<NetworkSections>]>([
    ['a mesh behind network policies',               {}],
    ['an entry point that lets uploads pass',        { ingress: entryPoint({ trustedIPs: ['10.0.0.0/8'] }) }],
    ['an entry point without a read timeout',        { ingress: entryPoint({ readTimeout: '0s' }) }],
    ['network policies without mesh',                { mesh: off }],
    ['a mesh in an open network, all callers in it', { network: open }],
    ['neither, in a development stack',              { environment: 'development', mesh: off, network: open, callers: callers.parse({}), gatewayInternalUrl: undefined }],
    ['logouts by the public URL',                    { gatewayInternalUrl: 'https://mlflow.example.com', callers: callers.parse({ ingress: traefik }) }],
    ['plaintext Keycloak beside a plaintext ingress', { callers: callers.parse({ ingress: { ...traefik, meshed: false }, keycloak: { namespace: 'k', meshed: false } }) }],
    ['nobody at the door where nothing is routed',   { ingress: ingress.parse({ kind: 'none' }), callers: callers.parse({ keycloak: { namespace: 'k' } }) }],
  ])('agree with %s', (_name, change) => {
    expect(networkProblems({ ...valid, ...change })).toEqual([])
  })

  // prettier-ignore
  it.each<[string, Partial<NetworkSections>, string]>([
    ['an ingress that nobody named',           { callers: callers.parse({ keycloak: { namespace: 'k' } }) },                'callers.ingress'],
    ['neither mesh nor network policies',      { mesh: off, network: open },                                                'network.mode'],
    ['an ingress outside the mesh in an open network', { network: open, callers: callers.parse({ ingress: { ...traefik, meshed: false }, keycloak: { namespace: 'k' } }) }, 'network.mode'],
    ['Prometheus outside the mesh in an open network', { network: open, callers: callers.parse({ ...valid.callers, monitoring: { namespace: 'm', meshed: false } }) }, 'network.mode'],
    ['logouts from a Keycloak that nobody named', { callers: callers.parse({ ingress: traefik }) },                         'gatewayInternalUrl'],
    ['logouts in plaintext into the mesh',     { callers: callers.parse({ ingress: traefik, keycloak: { namespace: 'k', meshed: false } }) }, 'callers.keycloak.meshed'],
    ['public traces in the mesh',              { ingress: ingress.parse({ ...route, publicTraces: true }) },                'ingress.publicTraces'],
    ['an entry point that breaks uploads',     { ingress: entryPoint({ readTimeout: '60s' }) },                             'ingress.entryPoint.readTimeout'],
    ['an entry point that keeps //',           { ingress: entryPoint({ sanitizePath: false }) },                            'ingress.entryPoint.sanitizePath'],
    ['an entry point that refuses %2F',        { ingress: entryPoint({ encodedSlashes: false }) },                          'ingress.entryPoint.encodedSlashes'],
    ['an entry point that trusts everybody',   { ingress: entryPoint({ trustedIPs: ['0.0.0.0/0'] }) },                      'ingress.entryPoint.trustedIPs'],
  ])('name %s', (_name, change, key) => {
    expect(networkProblems({ ...valid, ...change }).map((problem) => problem.key)).toEqual([key])
  })
})

describe('whatever the rules agree with', () => {
  it('has a fence around the traces listener outside development stacks', () => {
    fc.assert(
      fc.property(arbitraryNetworkSections, (sections) => {
        const fenced = sections.mesh.mode === 'ambient' || sections.network.mode === 'restricted'
        expect(fenced || sections.environment === 'development').toBe(true)
      }),
    )
  })
})

describe('a block of addresses', () => {
  it.each(['10.0.0.0/8', '169.254.7.127/32', 'fd00::/8'])('may be %s', (text) => {
    expect(cidr.safeParse(text).success).toBe(true)
  })

  it.each(['10.0.0.0', '10.0.0.0/33', '300.0.0.0/8', 'example.com', ''])('may not be %j', (text) => {
    expect(cidr.safeParse(text).error?.issues[0]?.message).toContain('give addresses as CIDR')
  })
})
