/** `PodMonitor` of the Prometheus operator. */
export const podMonitor = { apiVersion: 'monitoring.coreos.com/v1', kind: 'PodMonitor' } as const

export interface PodMonitorSpec {
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> }
  readonly podMetricsEndpoints: readonly {
    /** Name of the container's port. */
    readonly port: string
    readonly path?: string
    readonly interval?: string
  }[]
}
