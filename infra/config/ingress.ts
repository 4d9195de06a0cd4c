/** How requests from outside reach the gateway. */
import { z } from 'zod'
import { cidr } from './cidr.ts'
import { duration, label } from './text.ts'

const hostname = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'use a resource name: lower-case letters, digits, hyphens and dots')

const certManager = z.strictObject({
  mode: z.literal('certManager').meta({ description: 'A Certificate is declared and awaited.' }),
  issuerKind: z
    .enum(['ClusterIssuer', 'Issuer'])
    .default('ClusterIssuer')
    .meta({ description: 'Kind of the issuer; an Issuer has to be in the namespace of the stack.' }),
  issuerName: hostname.meta({ description: 'Name of the issuer.' }),
})
const secret = z.strictObject({
  mode: z.literal('secret').meta({ description: 'A TLS Secret that exists in the namespace of the stack.' }),
  secretName: hostname.meta({ description: 'Name of the Secret.' }),
})
const entryPointTls = z.strictObject({
  mode: z.literal('entryPoint').meta({ description: "TLS with the entry point's own certificate." }),
})
const noTls = z.strictObject({
  mode: z.literal('none').meta({ description: 'No TLS here: a tunnel or load balancer in front terminates it.' }),
})

const limits = z
  .strictObject({
    proxiesInFront: z.int().min(0).default(0).meta({
      description: 'Proxies before the ingress that append to X-Forwarded-For; a caller is counted behind them.',
    }),
    loginsPerMinute: z
      .int()
      .min(1)
      .default(60)
      .meta({ description: 'Requests to /login and /callback by one caller.' }),
    loginBurst: z.int().min(1).default(30).meta({ description: 'How many of them may come at once.' }),
    inFlight: z.int().min(1).default(200).meta({ description: 'Requests of one caller that run at the same time.' }),
  })
  .prefault({})

const hstsSeconds = z
  .int()
  .min(0)
  .default(31_536_000)
  .meta({ description: 'How long browsers insist on HTTPS (Strict-Transport-Security).' })

/** Belongs to the platform: it is declared here so that the program can tell when uploads would break. */
const entryPoint = z.strictObject({
  readTimeout: duration.meta({ description: '`transport.respondingTimeouts.readTimeout`; it covers a whole upload.' }),
  sanitizePath: z.boolean().default(true).meta({ description: '`http.sanitizePath`; merges `//` and `..`.' }),
  encodedSlashes: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether `%2F` in a path passes (`encodedCharacters`); names of artifacts hold it.' }),
  trustedIPs: z
    .array(cidr)
    .default([])
    .meta({ description: '`forwardedHeaders.trustedIPs`: the proxies before the ingress.' }),
})

const traefik = {
  entryPoints: z.array(label).min(1).default(['websecure']).meta({ description: 'Entry points of Traefik.' }),
  limits: limits.meta({ description: 'Limits for each caller.' }),
  hstsSeconds,
  entryPoint: entryPoint.optional().meta({ description: 'What the platform has set on the entry point.' }),
} as const

export const ingress = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none').meta({ description: 'Nothing is declared; the platform routes itself.' }) }),
  z.strictObject({
    kind: z.literal('ingressRoute').meta({ description: "Traefik's IngressRoute and Middlewares." }),
    className: label.optional().meta({ description: 'Ingress class, where several Traefiks share the cluster.' }),
    tls: z
      .discriminatedUnion('mode', [certManager, secret, entryPointTls, noTls])
      .meta({ description: 'Where TLS ends and with which certificate.' }),
    redirectFrom: label
      .optional()
      .meta({ description: 'Entry point of plain HTTP that is redirected to HTTPS, for example web.' }),
    publicTraces: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether /v1/traces is routed, for clients that log in; only without mesh.' }),
    ...traefik,
  }),
  z.strictObject({
    kind: z.literal('ingress').meta({ description: 'A networking.k8s.io/v1 Ingress.' }),
    className: label.default('traefik').meta({ description: 'Ingress class.' }),
    controller: z
      .enum(['traefik', 'other'])
      .default('traefik')
      .meta({ description: 'Middlewares and limits are declared for Traefik only.' }),
    annotations: z
      .record(z.string().min(1), z.string())
      .default({})
      .meta({ description: 'More annotations, for example for external-dns.' }),
    tls: z
      .discriminatedUnion('mode', [certManager, secret, entryPointTls, noTls])
      .meta({ description: 'Where TLS ends and with which certificate.' }),
    ...traefik,
  }),
  z.strictObject({
    kind: z.literal('httpRoute').meta({ description: 'An HTTPRoute of the Gateway API; TLS ends at its Gateway.' }),
    gateway: z
      .strictObject({
        name: label.meta({ description: 'Name of the Gateway.' }),
        namespace: label.meta({ description: 'Its namespace.' }),
        sectionName: label.optional().meta({ description: 'Its listener.' }),
      })
      .meta({ description: 'The Gateway that the route attaches to.' }),
    controller: z
      .enum(['traefik', 'other'])
      .default('other')
      .meta({ description: 'Limits are declared for Traefik only.' }),
    limits: limits.meta({ description: 'Limits for each caller.' }),
    hstsSeconds,
    entryPoint: entryPoint.optional().meta({ description: 'What the platform has set on the entry point.' }),
  }),
])

export type IngressSettings = z.output<typeof ingress>
export type RoutedIngress = Exclude<IngressSettings, { kind: 'none' }>
export type EntryPoint = z.output<typeof entryPoint>
