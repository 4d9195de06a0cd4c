import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { IngressSettings, RoutedIngress } from '../config/ingress.ts'
import { awaited } from '../plan/awaited.ts'
import { entryPointWarnings } from '../plan/entry-point.ts'
import { certificate } from '../plan/ingress-certificate.ts'
import { middlewares } from '../plan/ingress-middlewares.ts'
import { httpRoute, ingresses, ingressRoutes, serviceAnnotations } from '../plan/ingress-routes.ts'
import { childOptions } from './child-options.ts'

export interface IngressArgs {
  readonly ingress: IngressSettings
  readonly publicUrl: string
  readonly namespace: string
  /** Whether the ingress controller is in the ambient mesh, with the gateway. */
  readonly meshed: boolean
  /** Whether to wait for the certificate; false only where nothing issues it (a bare API server). */
  readonly awaitReady: boolean
}

/** The way in from outside: route, certificate and Middlewares. It leads to the Service's public port and nowhere else. */
export class Ingress extends pulumi.ComponentResource {
  /** For the gateway's Service, so that the ingress dials it and not its pods. */
  readonly serviceAnnotations: Readonly<Record<string, string>>

  constructor(name: string, args: IngressArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Ingress', name, {}, opts)
    const { ingress, meshed } = args
    this.serviceAnnotations = serviceAnnotations(meshed && ingress.kind !== 'none')
    if (ingress.kind !== 'none') this.declareIngress(name, { ...args, ingress }, childOptions(this, opts))
    for (const warning of entryPointWarnings(ingress)) void pulumi.log.warn(warning, this)
    this.registerOutputs({ serviceAnnotations: this.serviceAnnotations })
  }

  private declareIngress(
    name: string,
    { ingress, publicUrl, namespace, meshed, awaitReady }: IngressArgs & { readonly ingress: RoutedIngress },
    child: pulumi.CustomResourceOptions,
  ): void {
    const host = new URL(publicUrl).hostname
    const route = { host, namespace, meshed }
    const object = (
      suffix: string,
      manifest: k8s.apiextensions.CustomResourceArgs,
      dependsOn: pulumi.Resource[] = [],
    ) => new k8s.apiextensions.CustomResource(`${name}-${suffix}`, manifest, { ...child, dependsOn })
    const made = middlewares(ingress, namespace).map((each) => object(each.metadata.name, each))
    const wanted = certificate(ingress, host, namespace)
    const before =
      wanted === undefined ? made : [...made, object('certificate', awaited(wanted, 'condition=Ready', awaitReady))]
    switch (ingress.kind) {
      case 'ingressRoute':
        for (const each of ingressRoutes({ ingress, ...route })) object(`route-${each.metadata.name}`, each, before)
        break
      case 'ingress':
        for (const each of ingresses({ ingress, ...route }))
          new k8s.networking.v1.Ingress(`${name}-${each.metadata.name}`, each, {
            ...child,
            dependsOn: before,
          })
        break
      case 'httpRoute':
        object('route', httpRoute({ ingress, ...route }), before)
        break
    }
  }
}
