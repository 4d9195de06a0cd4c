/** What Prometheus and Grafana get to know. */
import { z } from 'zod'
import { label } from './text.ts'

export const observability = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('off').meta({ description: 'Nothing is declared for Prometheus and Grafana.' }) }),
  z.strictObject({
    mode: z.literal('prometheusOperator').meta({ description: 'PodMonitor, alert rules and a Grafana dashboard.' }),
    interval: z
      .string()
      .regex(/^\d+[sm]$/, 'write an interval such as 30s')
      .default('30s')
      .meta({ description: 'How often metrics are read.' }),
    labels: z
      .record(z.string().min(1), z.string())
      .default({})
      .meta({ description: 'Labels that the Prometheus operator selects monitors and rules by.' }),
    dashboardNamespace: label.optional().meta({
      description: "Namespace of the dashboard's ConfigMap; the stack's own when left out.",
    }),
    dashboardLabels: z
      .record(z.string().min(1), z.string())
      .default({ grafana_dashboard: '1' })
      .meta({ description: "Labels that Grafana's sidecar selects dashboards by." }),
  }),
])

export type ObservabilitySettings = z.output<typeof observability>
