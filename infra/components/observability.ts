import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { ObservabilitySettings } from '../config/observability.ts'
import { podMonitor, type PodMonitorSpec } from '../crds/pod-monitor.ts'
import { prometheusRule, type PrometheusRuleSpec } from '../crds/prometheus-rule.ts'
import { alerts } from '../plan/alerts.ts'
import { objectLabels, podLabels } from '../plan/cluster-names.ts'
import { dashboard } from '../plan/dashboard.ts'

export type ObservabilityArgs = Extract<ObservabilitySettings, { mode: 'prometheusOperator' }> & {
  readonly namespace: string
  /** Name of the container port on which the gateway shows its metrics. */
  readonly metricsPort: string
}

/** What Prometheus scrapes, when it alerts, and a dashboard. MLflow listens on loopback only: the gateway speaks for it. */
export class Observability extends pulumi.ComponentResource {
  constructor(name: string, args: ObservabilityArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Observability', name, {}, opts)
    const { namespace, interval, metricsPort, dashboardNamespace = namespace, dashboardLabels } = args
    const labels = { ...objectLabels, ...args.labels }
    const monitor: PodMonitorSpec = {
      selector: { matchLabels: podLabels },
      podMetricsEndpoints: [{ port: metricsPort, path: '/metrics', interval }],
    }
    const rules: PrometheusRuleSpec = { groups: [{ name: 'gatehouse', rules: alerts(namespace) }] }
    new k8s.apiextensions.CustomResource(
      `${name}-monitor`,
      { ...podMonitor, metadata: { name: 'mlflow-gateway', namespace, labels }, spec: monitor },
      { parent: this },
    )
    new k8s.apiextensions.CustomResource(
      `${name}-alerts`,
      { ...prometheusRule, metadata: { name: 'mlflow-gateway', namespace, labels }, spec: rules },
      { parent: this },
    )
    new k8s.core.v1.ConfigMap(
      `${name}-dashboard`,
      {
        metadata: {
          name: 'mlflow-gateway-dashboard',
          namespace: dashboardNamespace,
          labels: { ...objectLabels, ...dashboardLabels },
        },
        data: { 'mlflow-gateway.json': JSON.stringify(dashboard(namespace), null, 2) },
      },
      { parent: this },
    )
    this.registerOutputs()
  }
}
