/**
 * Who calls the gateway inside the cluster. The mesh knows callers by ServiceAccount or namespace, network policies by
 * namespace and pod labels; both are rendered from here, so that they never disagree.
 */
import { z } from 'zod'
import { label } from './text.ts'

const podLabels = z.record(z.string().min(1), z.string())
const namespace = label.meta({ description: 'Namespace of its pods.' })
const meshed = z.boolean().default(true).meta({
  description:
    'Whether its pods are in the ambient mesh; without it they have no identity and their port takes plaintext.',
})

export const callers = z.strictObject({
  ingress: z
    .strictObject({
      namespace,
      serviceAccount: label.default('traefik').meta({ description: 'ServiceAccount of its pods.' }),
      podLabels: podLabels
        .default({ 'app.kubernetes.io/name': 'traefik' })
        .meta({ description: 'Labels of its pods; network policies admit these.' }),
      meshed,
    })
    .optional()
    .meta({ description: 'The ingress controller, or the tunnel that takes its place.' }),
  collector: z
    .strictObject({
      namespace,
      serviceAccount: label.default('otel-collector').meta({ description: 'ServiceAccount of its pods.' }),
    })
    .optional()
    .meta({ description: 'The OpenTelemetry collector: the only one that may write traces without a login.' }),
  clients: z.array(label).default([]).meta({
    description: 'Namespaces of notebooks and jobs that call the gateway without the ingress; they log in as all do.',
  }),
  monitoring: z
    .strictObject({ namespace, meshed })
    .optional()
    .meta({ description: 'Prometheus, which reads the metrics on the admin port.' }),
  keycloak: z
    .strictObject({ namespace, meshed })
    .optional()
    .meta({ description: 'Keycloak, where it sends back-channel logouts to `gatewayInternalUrl` inside the cluster.' }),
})

export type Callers = z.output<typeof callers>
