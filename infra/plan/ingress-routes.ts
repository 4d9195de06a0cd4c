import type { RoutedIngress } from '../config/ingress.ts'
import type { HttpRoute } from '../crds/http-route.ts'
import type { IngressRoute, IngressRouteRule } from '../crds/ingress-route.ts'
import type { ObjectMeta } from '../crds/object-meta.ts'
import { objectLabels, serviceName, servicePorts } from './cluster-names.ts'
import { tlsSecretName } from './ingress-certificate.ts'
import { everyLogin, everyRequest, headerFilters, isTraefik, middlewareNames } from './ingress-middlewares.ts'
import { tracesPath } from './mesh-policies.ts'
import { gatewayAddresses } from './redirect-uris.ts'

type Of<K extends RoutedIngress['kind']> = Extract<RoutedIngress, { kind: K }>

/** What a route is made from, whatever its kind. */
export interface Route<K extends RoutedIngress['kind'] = RoutedIngress['kind']> {
  readonly ingress: Of<K>
  /** Public host, without port. */
  readonly host: string
  readonly namespace: string
  /** Whether Traefik has to dial the Service, so that its waypoint is not passed by. */
  readonly meshed: boolean
}

/** Paths of a login; only these are counted per minute. Sign-in tries are what an attacker repeats. */
export const loginPaths = ['/login', gatewayAddresses('').redirectUri] as const

const metadata = (name: string, namespace: string): ObjectMeta => ({ name, namespace, labels: objectLabels })

export function ingressRoutes({ ingress, host, namespace, meshed }: Route<'ingressRoute'>): IngressRoute[] {
  const rule = (match: string, names: readonly string[]): IngressRouteRule => ({
    kind: 'Rule',
    match,
    middlewares: names.map((name) => ({ name })),
    services: [{ name: serviceName, port: servicePorts.public.port, passHostHeader: true, nativeLB: meshed }],
  })
  const byHost = `Host(\`${host}\`)`
  const logins = loginPaths.map((path) => `Path(\`${path}\`)`).join(' || ')
  // The collector has its own way in; from outside the path is not even routed unless it is asked for.
  const all = ingress.publicTraces ? byHost : `${byHost} && !PathPrefix(\`${tracesPath}\`)`
  const secretName = tlsSecretName(ingress)
  const tls = secretName === undefined ? {} : { secretName }
  const object = (name: string, spec: IngressRoute['spec']): IngressRoute => {
    const { className } = ingress
    const annotations = className === undefined ? {} : { annotations: { 'kubernetes.io/ingress.class': className } }
    return {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { ...metadata(name, namespace), ...annotations },
      spec,
    }
  }
  return [
    object(serviceName, {
      entryPoints: ingress.entryPoints,
      routes: [rule(`${byHost} && (${logins})`, everyLogin), rule(all, everyRequest)],
      ...(ingress.tls.mode === 'none' ? {} : { tls }),
    }),
    ...(ingress.redirectFrom === undefined
      ? []
      : [
          object(`${serviceName}-https`, {
            entryPoints: [ingress.redirectFrom],
            routes: [
              {
                kind: 'Rule',
                match: byHost,
                middlewares: [{ name: middlewareNames.redirect }],
                services: [{ kind: 'TraefikService', name: 'noop@internal' }],
              },
            ],
          }),
        ]),
  ]
}

/** Middlewares hang on a whole Ingress, so logins have one of their own. */
export function ingresses({ ingress, host, namespace }: Route<'ingress'>) {
  const secretName = tlsSecretName(ingress)
  const object = (
    name: string,
    paths: readonly { path: string; pathType: 'Exact' | 'Prefix' }[],
    names: readonly string[],
  ) => ({
    metadata: {
      ...metadata(name, namespace),
      annotations: {
        // The provider would wait for an address, which no tunnel ever gives, and for endpoints of the Service.
        'pulumi.com/skipAwait': 'true',
        ...(isTraefik(ingress)
          ? {
              'traefik.ingress.kubernetes.io/router.entrypoints': ingress.entryPoints.join(','),
              'traefik.ingress.kubernetes.io/router.middlewares': names
                .map((middleware) => `${namespace}-${middleware}@kubernetescrd`)
                .join(','),
              ...(ingress.tls.mode === 'none' ? {} : { 'traefik.ingress.kubernetes.io/router.tls': 'true' }),
            }
          : {}),
        ...ingress.annotations,
      },
    },
    spec: {
      ingressClassName: ingress.className,
      rules: [{ host, http: { paths: paths.map((each) => ({ ...each, backend: { service: backend } })) } }],
      ...(secretName === undefined ? {} : { tls: [{ hosts: [host], secretName }] }),
    },
  })
  const backend = { name: serviceName, port: { number: servicePorts.public.port } }
  const logins = loginPaths.map((path) => ({ path, pathType: 'Exact' as const }))
  return [
    object(serviceName, [{ path: '/', pathType: 'Prefix' }], everyRequest),
    ...(isTraefik(ingress) ? [object(`${serviceName}-logins`, logins, everyLogin)] : []),
  ]
}

export function httpRoute({ ingress, host, namespace }: Route<'httpRoute'>): HttpRoute {
  const backendRefs = [{ name: serviceName, port: servicePorts.public.port }]
  const extensions = (names: readonly string[]) =>
    names.map((name) => ({
      type: 'ExtensionRef' as const,
      extensionRef: { group: 'traefik.io', kind: 'Middleware', name },
    }))
  const logins = loginPaths.map((value) => ({ path: { type: 'Exact' as const, value } }))
  const { name, namespace: of, sectionName } = ingress.gateway
  const hygiene = headerFilters(ingress)
  const { inFlight, logins: limit } = middlewareNames
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: metadata(serviceName, namespace),
    spec: {
      parentRefs: [{ name, namespace: of, ...(sectionName === undefined ? {} : { sectionName }) }],
      hostnames: [host],
      rules: [
        ...(isTraefik(ingress)
          ? [{ matches: logins, filters: [...hygiene, ...extensions([inFlight, limit])], backendRefs }]
          : []),
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          filters: [...hygiene, ...(isTraefik(ingress) ? extensions([inFlight]) : [])],
          backendRefs,
        },
      ],
    },
  }
}

/**
 * Annotations of the gateway's Service. Traefik dials pods by default, past the Service's waypoint; with these it dials
 * the Service. An IngressRoute says so itself, and other controllers ignore the annotations.
 */
export const serviceAnnotations = (meshed: boolean): Record<string, string> =>
  meshed ? { 'traefik.ingress.kubernetes.io/service.nativelb': 'true', 'traefik.io/service.nativelb': 'true' } : {}
