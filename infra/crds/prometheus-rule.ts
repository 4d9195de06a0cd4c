/** `PrometheusRule` of the Prometheus operator. */
export const prometheusRule = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' } as const

export interface AlertRule {
  readonly alert: string
  /** PromQL. */
  readonly expr: string
  readonly for: string
  readonly labels: { readonly severity: 'warning' | 'critical' }
  readonly annotations: { readonly summary: string; readonly description: string }
}

export interface PrometheusRuleSpec {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[]
}
