import { metrics } from './gateway-metrics.ts'

interface Panel {
  readonly title: string
  readonly unit: string
  /** PromQL and the legend of its series. */
  readonly targets: readonly (readonly [expr: string, legend: string])[]
}

const panels = (namespace: string): readonly Panel[] => {
  const of = (metric: string, rest = '') => `${metric}{namespace="${namespace}"${rest}}`
  const quantile = (q: number) =>
    `histogram_quantile(${q}, sum by (le) (rate(${of(metrics.upstreamSeconds)}[$__rate_interval])))`
  return [
    {
      title: 'Requests by status',
      unit: 'reqps',
      targets: [[`sum by (code) (rate(${of(metrics.requests)}[$__rate_interval]))`, '{{code}}']],
    },
    {
      title: 'Decisions by reason',
      unit: 'reqps',
      targets: [
        [`sum by (effect, reason) (rate(${of(metrics.decisions)}[$__rate_interval]))`, '{{effect}} {{reason}}'],
      ],
    },
    {
      title: 'Answer time of MLflow',
      unit: 's',
      targets: [
        [quantile(0.5), 'half'],
        [quantile(0.99), '99 %'],
      ],
    },
    { title: 'Requests in flight', unit: 'short', targets: [[`sum by (pod) (${of(metrics.inFlight)})`, '{{pod}}']] },
    { title: 'Event loop delay', unit: 's', targets: [[`max by (pod) (${of(metrics.eventLoopDelay)})`, '{{pod}}']] },
    {
      title: 'Token refreshes',
      unit: 'ops',
      targets: [[`sum by (result) (rate(${of(metrics.refreshes)}[$__rate_interval]))`, '{{result}}']],
    },
    { title: "Age of the issuer's keys", unit: 's', targets: [[`max(${of(metrics.keySetAge)})`, 'oldest']] },
    { title: 'Lag of revocations', unit: 's', targets: [[`max by (pod) (${of(metrics.invalidationLag)})`, '{{pod}}']] },
  ]
}

/** Grafana's grid is 24 units wide; two panels stand in a row. */
const WIDTH = 12
const HEIGHT = 8

/** A Grafana dashboard of the gateway of one namespace (Grafana's dashboard JSON, schema 39). */
export function dashboard(namespace: string) {
  return {
    uid: `gatehouse-${namespace}`.slice(0, 40),
    title: `MLflow gateway (${namespace})`,
    tags: ['mlflow', 'gatehouse'],
    schemaVersion: 39,
    editable: false,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }] },
    panels: panels(namespace).map(({ title, unit, targets }, index) => ({
      id: index + 1,
      type: 'timeseries',
      title,
      datasource: { type: 'prometheus', uid: '${datasource}' },
      fieldConfig: { defaults: { unit }, overrides: [] },
      gridPos: { h: HEIGHT, w: WIDTH, x: (index % 2) * WIDTH, y: Math.floor(index / 2) * HEIGHT },
      targets: targets.map(([expr, legendFormat], target) => ({
        refId: String.fromCharCode(65 + target),
        expr,
        legendFormat,
      })),
    })),
  }
}
