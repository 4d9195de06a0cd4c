import * as pulumi from '@pulumi/pulumi'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Ingress } from '../../infra/components/ingress.ts'
import { ingress as ingressSchema } from '../../infra/config/ingress.ts'
import { ports, serviceName, servicePorts } from '../../infra/plan/cluster-names.ts'
import { middlewares } from '../../infra/plan/ingress-middlewares.ts'
import { httpRoute, ingresses, ingressRoutes } from '../../infra/plan/ingress-routes.ts'
import { spoofableHeaders } from '../../infra/plan/spoofable-headers.ts'
import { arbitraryRoutedIngress } from './arbitraries/network.ts'
import { recordComponent, type RecordedResource } from './recording.ts'

const warn = vi.spyOn(pulumi.log, 'warn').mockResolvedValue()
afterEach(() => void warn.mockClear())

const namespace = 'mlflow'
const entryPoint = { readTimeout: '30m' }
const certManager = { mode: 'certManager', issuerName: 'letsencrypt' }
const record = (settings: unknown, { meshed = true } = {}) =>
  recordComponent(
    (opts) =>
      new Ingress(
        'ingress',
        {
          ingress: ingressSchema.parse(settings),
          publicUrl: 'https://mlflow.example.com',
          namespace,
          meshed,
          awaitReady: true,
        },
        opts,
      ),
  )
const named = (resources: readonly RecordedResource[], kind: string) =>
  resources
    .filter(({ type }) => type.startsWith('kubernetes:'))
    .filter(({ inputs, type }) => inputs['kind'] === kind || type.endsWith(`:${kind}`))
    .map(({ inputs }) => inputs)

describe('an IngressRoute', () => {
  it('leads the public host to the public port of the Service, and dials the Service in the mesh', async () => {
    const { resources } = await record({ kind: 'ingressRoute', tls: certManager, entryPoint })
    const [route] = named(resources, 'IngressRoute')
    const services = [{ name: serviceName, port: 80, passHostHeader: true, nativeLB: true }]
    expect(route).toMatchObject({
      metadata: { name: serviceName, namespace },
      spec: {
        entryPoints: ['websecure'],
        tls: { secretName: 'mlflow-gateway-tls' },
        routes: [
          { match: 'Host(`mlflow.example.com`) && (Path(`/login`) || Path(`/callback`))', services },
          { match: 'Host(`mlflow.example.com`) && !PathPrefix(`/v1/traces`)', services },
        ],
      },
    })
    expect(warn).not.toHaveBeenCalled()
  })

  it('limits logins and nothing else per minute', async () => {
    const { resources } = await record({ kind: 'ingressRoute', tls: certManager, entryPoint })
    const [route] = named(resources, 'IngressRoute') as { spec: { routes: { middlewares: { name: string }[] }[] } }[]
    expect(route?.spec.routes.map((rule) => rule.middlewares.map(({ name }) => name))).toEqual([
      ['mlflow-gateway-headers', 'mlflow-gateway-in-flight', 'mlflow-gateway-logins'],
      ['mlflow-gateway-headers', 'mlflow-gateway-in-flight'],
    ])
  })

  it('asks cert-manager for a certificate, waits for it, and renews the key each time', async () => {
    const { resources } = await record({ kind: 'ingressRoute', tls: certManager, entryPoint })
    expect(named(resources, 'Certificate')).toEqual([
      expect.objectContaining({
        metadata: expect.objectContaining({ annotations: { 'pulumi.com/waitFor': 'condition=Ready' } }),
        spec: expect.objectContaining({
          dnsNames: ['mlflow.example.com'],
          issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt' },
          privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
        }),
      }),
    ])
  })

  it.each([
    ['a Secret that exists', { mode: 'secret', secretName: 'mine' }, { tls: { secretName: 'mine' } }],
    ["the entry point's own certificate", { mode: 'entryPoint' }, { tls: {} }],
  ])('ends TLS with %s, and declares no certificate', async (_name, tls, expected) => {
    const { resources } = await record({ kind: 'ingressRoute', tls, entryPoint })
    expect(named(resources, 'IngressRoute')[0]).toMatchObject({ spec: expected })
    expect(named(resources, 'Certificate')).toEqual([])
  })

  it('has no TLS behind a tunnel that ends it', async () => {
    const { resources } = await record({
      kind: 'ingressRoute',
      tls: { mode: 'none' },
      entryPoints: ['web'],
      entryPoint,
    })
    expect(named(resources, 'IngressRoute')[0]?.['spec']).not.toHaveProperty('tls')
  })

  it('sends plain HTTP to HTTPS where it is told from which entry point', async () => {
    const { resources } = await record({ kind: 'ingressRoute', tls: certManager, redirectFrom: 'web', entryPoint })
    expect(named(resources, 'IngressRoute')[1]).toMatchObject({
      spec: { entryPoints: ['web'], routes: [{ middlewares: [{ name: 'mlflow-gateway-https' }] }] },
    })
  })

  it('routes /v1/traces only when that is asked for', () => {
    const settings = ingressSchema.parse({ kind: 'ingressRoute', tls: { mode: 'none' }, publicTraces: true })
    if (settings.kind !== 'ingressRoute') throw new Error('not an IngressRoute')
    const [route] = ingressRoutes({ ingress: settings, host: 'h.example', namespace, meshed: false })
    expect(route?.spec.routes[1]?.match).toBe('Host(`h.example`)')
  })
})

describe('an Ingress', () => {
  it('gives logins an object of their own, with the limit', async () => {
    const { resources } = await record({ kind: 'ingress', tls: certManager, entryPoint })
    const [all, logins] = named(resources, 'Ingress')
    expect(all).toMatchObject({
      metadata: {
        annotations: {
          'traefik.ingress.kubernetes.io/router.middlewares':
            'mlflow-mlflow-gateway-headers@kubernetescrd,mlflow-mlflow-gateway-in-flight@kubernetescrd',
        },
      },
      spec: { ingressClassName: 'traefik', tls: [{ hosts: ['mlflow.example.com'], secretName: 'mlflow-gateway-tls' }] },
    })
    expect(logins).toMatchObject({
      metadata: {
        annotations: {
          'traefik.ingress.kubernetes.io/router.middlewares': expect.stringContaining('mlflow-gateway-logins@'),
        },
      },
      spec: { rules: [{ http: { paths: [{ path: '/login' }, { path: '/callback' }] } }] },
    })
  })

  it('is not waited for: behind a tunnel it never gets an address', async () => {
    const { resources } = await record({ kind: 'ingress', tls: certManager, entryPoint })
    for (const { metadata } of named(resources, 'Ingress') as { metadata: { annotations: object } }[])
      expect(metadata.annotations).toMatchObject({ 'pulumi.com/skipAwait': 'true' })
  })

  it('of another controller has the annotations that it was given, and no Middleware', async () => {
    const annotations = { 'external-dns.alpha.kubernetes.io/ttl': '60' }
    const settings = {
      kind: 'ingress',
      controller: 'other',
      className: 'nginx',
      tls: certManager,
      annotations,
      entryPoint,
    }
    const { resources } = await record(settings)
    expect(
      named(resources, 'Ingress').map(({ metadata }) => (metadata as { annotations: object }).annotations),
    ).toEqual([{ 'pulumi.com/skipAwait': 'true', ...annotations }])
    expect(named(resources, 'Middleware')).toEqual([])
  })
})

describe('an HTTPRoute', () => {
  it('attaches to its Gateway and cleans headers in the words of the Gateway API', async () => {
    const gateway = { name: 'public', namespace: 'gateways', sectionName: 'https' }
    const { resources } = await record({ kind: 'httpRoute', gateway, entryPoint })
    expect(named(resources, 'HTTPRoute')).toEqual([
      expect.objectContaining({
        spec: expect.objectContaining({ parentRefs: [gateway], hostnames: ['mlflow.example.com'] }),
      }),
    ])
    expect(named(resources, 'Middleware')).toEqual([])
  })

  it('removes no more headers than a filter takes', () => {
    expect(spoofableHeaders.length).toBeLessThanOrEqual(16)
  })
})

describe('any ingress', () => {
  it('leads to the public port of the Service only', () => {
    fc.assert(
      fc.property(arbitraryRoutedIngress, fc.boolean(), (ingress, meshed) => {
        const route = { host: 'mlflow.example', namespace, meshed }
        const objects = ((): unknown[] => {
          switch (ingress.kind) {
            case 'ingressRoute':
              return ingressRoutes({ ingress, ...route })
            case 'ingress':
              return ingresses({ ingress, ...route })
            case 'httpRoute':
              return [httpRoute({ ingress, ...route })]
          }
        })()
        const found = [...JSON.stringify(objects).matchAll(/"(?:port|number)":(\d+)/g)].map(([, port]) => Number(port))
        expect(new Set(found)).toEqual(new Set([servicePorts.public.port]))
        for (const port of [servicePorts.traces.port, ports.traces, ports.admin, ports.mlflow])
          expect(found).not.toContain(port)
      }),
    )
  })

  it('never buffers, compresses or retries, and drops every header that tells who somebody is', () => {
    fc.assert(
      fc.property(arbitraryRoutedIngress, (ingress) => {
        const specs = middlewares(ingress, namespace).map(({ spec }) => spec)
        const kinds = specs.flatMap((spec) => Object.keys(spec))
        expect(['headers', 'inFlightReq', 'rateLimit', 'redirectScheme']).toEqual(expect.arrayContaining(kinds))
        for (const spec of specs)
          if ('headers' in spec)
            for (const header of spoofableHeaders) expect(spec.headers.customRequestHeaders[header]).toBe('')
      }),
    )
  })

  it('gives a login the more specific rule, which Traefik tries first', () => {
    fc.assert(
      fc.property(arbitraryRoutedIngress, (ingress) => {
        fc.pre(ingress.kind === 'ingressRoute')
        const [route] = ingressRoutes({ ingress, host: 'mlflow.example', namespace, meshed: true })
        const [login = '', rest = ''] = (route?.spec.routes ?? []).map(({ match }) => match)
        expect(login.length).toBeGreaterThan(rest.length)
      }),
    )
  })

  it('asks the Service to be dialled itself in the mesh, and only there', async () => {
    const settings = { kind: 'ingressRoute', tls: { mode: 'none' }, entryPoint }
    expect((await record(settings)).result.serviceAnnotations).toEqual({
      'traefik.ingress.kubernetes.io/service.nativelb': 'true',
      'traefik.io/service.nativelb': 'true',
    })
    expect((await record(settings, { meshed: false })).result.serviceAnnotations).toEqual({})
  })

  it('warns where nobody said what the entry point lets pass', async () => {
    await record({ kind: 'ingressRoute', tls: { mode: 'none' } })
    expect(warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('ingress.entryPoint'), expect.anything())
  })

  it('that is none declares nothing', async () => {
    const { resources } = await record({ kind: 'none' })
    expect(resources).toHaveLength(1)
  })
})
