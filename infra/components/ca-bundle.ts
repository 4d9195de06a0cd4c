import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { TrustSettings } from '../config/trust.ts'
import { trustBundle } from '../crds/trust-bundle.ts'
import { awaitAnnotations } from '../plan/awaited.ts'
import { type CaBundle as CaBundlePlan, caFile, type CaSource, sha256 } from '../plan/ca-bundle.ts'
import { objectLabels } from '../plan/cluster-names.ts'
import { caKey, trustBundleSpec } from '../plan/trust-bundle.ts'

export interface CaBundleArgs {
  readonly trust: Exclude<TrustSettings, { mode: 'none' }>
  readonly namespace: string
  /** Whether to wait until the operator has done its part; off only where nothing runs. */
  readonly awaitReady: boolean
}

type Source = CaSource<pulumi.Output<string>>

/** Name of the ConfigMap that OpenShift fills, and its key (OpenShift manual, "Certificate injection using Operators"). */
const injected = { name: 'gatehouse-trusted-ca', key: 'ca-bundle.crt' } as const

/** The certificates that the pods trust, wherever they are kept. */
export class CaBundle extends pulumi.ComponentResource {
  readonly bundle: CaBundlePlan<pulumi.Output<string>>

  constructor(name: string, args: CaBundleArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:CaBundle', name, {}, opts)
    const { trust, namespace } = args
    const publicRoots = 'publicRoots' in trust && trust.publicRoots
    const own = trust.mode === 'trustManager' ? '' : caFile(trust.certificates, publicRoots)
    const foreign = this.foreignSource(name, args)
    this.bundle = {
      sources: [
        ...(foreign === undefined ? [] : [foreign]),
        ...(own === '' ? [] : [this.ownSource(name, own, namespace)]),
      ],
      // What stands in the configuration names every source; what they hold is known for our own file only.
      checksum: sha256(JSON.stringify([trust, own])),
    }
    this.registerOutputs({ checksum: this.bundle.checksum })
  }

  /** Named by the engine and never changed: another content is another ConfigMap, so pods roll. */
  private ownSource(name: string, content: string, namespace: string): Source {
    const configMap = new k8s.core.v1.ConfigMap(
      name,
      { metadata: { namespace, labels: objectLabels }, immutable: true, data: { [caKey]: content } },
      { parent: this },
    )
    return { kind: 'configMap', name: configMap.metadata.name, key: caKey }
  }

  private foreignSource(name: string, { trust, namespace, awaitReady }: CaBundleArgs): Source | undefined {
    switch (trust.mode) {
      case 'inline':
        return undefined
      case 'configMap':
      case 'secret':
        return { kind: trust.mode, name: pulumi.output(trust.name), key: trust.key }
      case 'trustManager': {
        const bundle = new k8s.apiextensions.CustomResource(
          `${name}-bundle`,
          {
            ...trustBundle,
            metadata: {
              name: trust.name,
              labels: objectLabels,
              annotations: awaitAnnotations('condition=Synced', awaitReady),
            },
            spec: trustBundleSpec(trust, namespace),
          },
          { parent: this },
        )
        return { kind: 'configMap', name: bundle.metadata.name, key: caKey }
      }
      case 'openshift': {
        const configMap = new k8s.core.v1.ConfigMap(
          `${name}-injected`,
          {
            metadata: {
              name: injected.name,
              namespace,
              labels: { ...objectLabels, 'config.openshift.io/inject-trusted-cabundle': 'true' },
              // The cluster writes the data later than this object.
              annotations: awaitAnnotations(`jsonpath={.data['${injected.key}']}`, awaitReady),
            },
          },
          { parent: this, ignoreChanges: ['data'] },
        )
        return { kind: 'configMap', name: configMap.metadata.name, key: injected.key }
      }
    }
  }
}
