import type { RoutedIngress } from '../config/ingress.ts'
import type { Middleware, MiddlewareSpec } from '../crds/middleware.ts'
import { objectLabels, serviceName } from './cluster-names.ts'
import { spoofableHeaders } from './spoofable-headers.ts'

/** MLflow shows HTML artifacts in frames of its own origin, so frames are not refused altogether. */
const frameOptions = 'SAMEORIGIN'
const referrerPolicy = 'strict-origin-when-cross-origin'

/** Whether the declared object may be Traefik's. */
export const isTraefik = (ingress: RoutedIngress) => ingress.kind === 'ingressRoute' || ingress.controller === 'traefik'

export const middlewareNames = {
  headers: `${serviceName}-headers`,
  inFlight: `${serviceName}-in-flight`,
  logins: `${serviceName}-logins`,
  redirect: `${serviceName}-https`,
} as const

/** Names in the order of a request: what every request passes, and what a login passes besides. */
export const everyRequest = [middlewareNames.headers, middlewareNames.inFlight]
export const everyLogin = [...everyRequest, middlewareNames.logins]

/**
 * Traefik's Middlewares. None of them buffers or compresses: artifacts are larger than memory, and their size is the
 * gateway's to limit, while they stream. They stand in the route's namespace (`allowCrossNamespace` is off by default).
 */
export function middlewares(ingress: RoutedIngress, namespace: string): Middleware[] {
  if (!isTraefik(ingress)) return []
  const { limits } = ingress
  const sourceCriterion = { ipStrategy: { depth: limits.proxiesInFront } }
  const object = (name: string, spec: MiddlewareSpec): Middleware => ({
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'Middleware',
    metadata: { name, namespace, labels: objectLabels },
    spec,
  })
  return [
    object(middlewareNames.headers, { headers: headers(ingress) }),
    object(middlewareNames.inFlight, { inFlightReq: { amount: limits.inFlight, sourceCriterion } }),
    object(middlewareNames.logins, {
      rateLimit: { average: limits.loginsPerMinute, burst: limits.loginBurst, period: '1m', sourceCriterion },
    }),
    ...(ingress.kind === 'ingressRoute' && ingress.redirectFrom !== undefined
      ? [object(middlewareNames.redirect, { redirectScheme: { scheme: 'https', permanent: true } })]
      : []),
  ]
}

function headers({ hstsSeconds }: RoutedIngress) {
  return {
    stsSeconds: hstsSeconds,
    stsIncludeSubdomains: true,
    // Traefik leaves the header out where it does not see TLS itself, as behind a tunnel.
    forceSTSHeader: true,
    contentTypeNosniff: true,
    referrerPolicy,
    customFrameOptionsValue: frameOptions,
    // An empty value deletes a header.
    customRequestHeaders: Object.fromEntries(spoofableHeaders.map((header) => [header, ''])),
    customResponseHeaders: { Server: '' },
  }
}

/** The same hygiene in the words of the Gateway API, for an HTTPRoute. */
export const headerFilters = ({ hstsSeconds }: RoutedIngress) =>
  [
    { type: 'RequestHeaderModifier', requestHeaderModifier: { remove: spoofableHeaders } },
    {
      type: 'ResponseHeaderModifier',
      responseHeaderModifier: {
        set: [
          { name: 'Strict-Transport-Security', value: `max-age=${hstsSeconds}; includeSubDomains` },
          { name: 'X-Content-Type-Options', value: 'nosniff' },
          { name: 'Referrer-Policy', value: referrerPolicy },
          { name: 'X-Frame-Options', value: frameOptions },
        ],
        remove: ['Server'],
      },
    },
  ] as const
