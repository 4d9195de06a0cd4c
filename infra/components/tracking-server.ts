import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { objectLabels, podLabels, releaseName, serviceName, serviceUrl } from '../plan/cluster-names.ts'
import { chartArgs } from '../plan/chart-source.ts'
import { shortChecksum } from '../plan/checksum.ts'
import { gatewayService } from '../plan/gateway-service.ts'
import type { ReleaseFacts } from '../plan/helm-values/facts.ts'
import { releaseValues } from '../plan/helm-values/release-values.ts'
import { childOptions } from './child-options.ts'

export interface TrackingServerArgs extends ReleaseFacts<pulumi.Input<string>> {
  readonly namespace: string
  /** Whether a failed release is rolled back, where the settings leave it open. */
  readonly atomic: boolean
  /** Whether to wait until the pods are ready; false only where nothing runs them (a bare API server). */
  readonly awaitReady: boolean
  /** Further labels of the Service, such as the mesh's waypoint. */
  readonly serviceLabels: pulumi.Input<Record<string, string>>
  /** Further annotations of the Service, such as the ingress controller's. */
  readonly serviceAnnotations?: Readonly<Record<string, string>>
  /** Secrets and policies that have to stand before a pod starts. */
  readonly after: readonly pulumi.Resource[]
}

/** MLflow with the gateway in front of it, and the Service by which everybody reaches the two. */
export class TrackingServer extends pulumi.ComponentResource {
  readonly release: k8s.helm.v3.Release
  readonly service: k8s.core.v1.Service
  /** Where the cluster reaches the gateway: `http://<service>.<namespace>.svc`. */
  readonly url: string
  /** Changes with whatever the release runs: images, settings, secrets, certificates. For what is to be proved anew. */
  readonly fingerprint: pulumi.Output<string>

  constructor(name: string, args: TrackingServerArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:TrackingServer', name, {}, opts)
    const { namespace, settings } = args
    const child = childOptions(this, opts)
    const values = { ...releaseValues<pulumi.Input<string>>(args) }
    this.release = new k8s.helm.v3.Release(
      name,
      {
        ...chartArgs(settings.chart),
        name: releaseName,
        namespace,
        createNamespace: false,
        values,
        atomic: settings.atomic ?? args.atomic,
        cleanupOnFail: true,
        maxHistory: 10,
        timeout: settings.timeoutSeconds,
        skipAwait: !args.awaitReady,
      },
      { ...child, dependsOn: [...args.after] },
    )
    // The chart's own Service takes no labels, and the mesh finds its waypoint by one.
    this.service = new k8s.core.v1.Service(
      `${name}-service`,
      {
        metadata: {
          name: serviceName,
          namespace,
          labels: pulumi.output(args.serviceLabels).apply((labels) => ({ ...objectLabels, ...labels })),
          // Without ready pods a Service is not ready for the engine; the release has waited for them.
          annotations: { 'pulumi.com/skipAwait': 'true', ...args.serviceAnnotations },
        },
        spec: gatewayService(args),
      },
      child,
    )
    if (settings.podDisruptionBudget)
      new k8s.policy.v1.PodDisruptionBudget(
        `${name}-pods`,
        {
          metadata: { name: serviceName, namespace, labels: objectLabels },
          spec: {
            // At most one at a time; a minimum of one would keep a node with a lone pod from ever being drained.
            maxUnavailable: 1,
            unhealthyPodEvictionPolicy: 'AlwaysAllow',
            selector: { matchLabels: podLabels },
          },
        },
        child,
      )
    this.url = serviceUrl(namespace)
    this.fingerprint = pulumi.jsonStringify({ chart: settings.chart, values }).apply(shortChecksum)
    this.registerOutputs({ url: this.url, fingerprint: this.fingerprint })
  }
}
