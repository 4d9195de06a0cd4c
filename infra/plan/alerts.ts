import type { AlertRule } from '../crds/prometheus-rule.ts'
import { metrics } from './gateway-metrics.ts'

/** Alerts on the gateway of one namespace. Each says what people notice and where to look first. */
export function alerts(namespace: string): AlertRule[] {
  const of = (metric: string, rest = '') => `${metric}{namespace="${namespace}"${rest}}`
  return [
    {
      alert: 'GatehouseDown',
      expr: `absent(up{namespace="${namespace}",pod=~"mlflow-.*"} == 1)`,
      for: '5m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'No gateway answers',
        description:
          'Nobody reaches MLflow. Look at the pods of the Deployment mlflow and at the readiness of their gateway.',
      },
    },
    {
      alert: 'GatehouseErrors',
      expr: `sum(rate(${of(metrics.requests, ',code=~"5.."')}[5m])) / sum(rate(${of(metrics.requests)}[5m])) > 0.001`,
      for: '10m',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'More than one request in a thousand fails',
        description:
          'Compare the codes on the dashboard: 502 and 504 are MLflow, 503 is the database, the issuer or overload.',
      },
    },
    {
      alert: 'GatehouseKeySetStale',
      expr: `max(${of(metrics.keySetAge)}) > 3600`,
      for: '5m',
      labels: { severity: 'warning' },
      annotations: {
        summary: "The issuer's keys are more than an hour old",
        description:
          'The gateway goes on with the keys it has; a key that the issuer rotated in is refused. Check the way to the issuer.',
      },
    },
    {
      alert: 'GatehouseInvalidationLate',
      expr: `max(${of(metrics.invalidationLag)}) > 3`,
      for: '1m',
      labels: { severity: 'critical' },
      annotations: {
        summary: 'Revoked access is taken away late',
        description:
          'A replica does not hear of changes; it reads through to the database until it does. Check its connection.',
      },
    },
    {
      alert: 'GatehouseOverloaded',
      expr: `sum(rate(${of(metrics.shed)}[5m])) > 0`,
      for: '5m',
      labels: { severity: 'warning' },
      annotations: {
        summary: 'Requests are turned away because of overload',
        description: 'Add replicas, or find the client that sends so many requests (access log, field subject).',
      },
    },
  ]
}
