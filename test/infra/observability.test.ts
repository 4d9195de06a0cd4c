import { describe, expect, it } from 'vitest'
import { Observability } from '../../infra/components/observability.ts'
import { observability } from '../../infra/config/observability.ts'
import { alerts } from '../../infra/plan/alerts.ts'
import { podLabels } from '../../infra/plan/cluster-names.ts'
import { dashboard } from '../../infra/plan/dashboard.ts'
import { metrics } from '../../infra/plan/gateway-metrics.ts'
import { recordComponent } from './recording.ts'

const known = Object.values(metrics)
const metricsIn = (text: string) => text.match(/\bgw_[a-z_]+/g) ?? []

describe('alerts', () => {
  it.each(alerts('mlflow').map((rule) => [rule.alert, rule] as const))(
    '%s reads known metrics of its namespace and says what to do',
    (_name, rule) => {
      for (const metric of metricsIn(rule.expr)) expect(known).toContain(metric)
      expect(rule.expr).toContain('namespace="mlflow"')
      expect(rule.annotations.description.length).toBeGreaterThan(40)
    },
  )
})

describe('the dashboard', () => {
  it('shows only metrics that the gateway has, and no two panels lie on each other', () => {
    const { panels } = dashboard('mlflow')
    for (const { targets } of panels)
      for (const { expr } of targets) for (const metric of metricsIn(expr)) expect(known).toContain(metric)
    const places = panels.map(({ gridPos: { x, y } }) => `${x}/${y}`)
    expect(new Set(places).size).toBe(panels.length)
  })
})

describe('observability', () => {
  it('declares a PodMonitor on the admin port of exactly our pods, the alerts and the dashboard', async () => {
    const settings = observability.parse({ mode: 'prometheusOperator', labels: { release: 'prometheus' } })
    if (settings.mode === 'off') throw new Error('the mode was given')
    const args = { ...settings, namespace: 'mlflow', metricsPort: 'admin' }
    const { resources } = await recordComponent((opts) => new Observability('observability', args, opts))
    const spec = (type: string) => resources.find((resource) => resource.type.endsWith(type))?.inputs['spec']
    expect(spec(':PodMonitor')).toEqual({
      selector: { matchLabels: podLabels },
      podMetricsEndpoints: [{ port: 'admin', path: '/metrics', interval: '30s' }],
    })
    expect(spec(':PrometheusRule')).toMatchObject({ groups: [{ name: 'gatehouse', rules: alerts('mlflow') }] })
    const dashboards = resources.find(({ type }) => type === 'kubernetes:core/v1:ConfigMap')
    expect(dashboards?.inputs['metadata']).toMatchObject({ labels: { grafana_dashboard: '1' } })
  })
})
