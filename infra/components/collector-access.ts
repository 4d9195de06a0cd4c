import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { stringify } from 'yaml'
import type { CredentialSettings } from '../config/credentials.ts'
import type { CollectorSettings } from '../config/machines.ts'
import { objectLabels } from '../plan/cluster-names.ts'
import { collectorConfig } from '../plan/collector-config.ts'
import { SecretSource } from './secret-source.ts'

export interface CollectorAccessArgs extends CollectorSettings {
  /** Namespace of the collector; it has to exist. */
  readonly collectorNamespace: string
  /** Namespace of the gateway's Service. */
  readonly gatewayNamespace: string
  readonly clientSecret: pulumi.Input<string>
  readonly tokenUrl: pulumi.Input<string>
  readonly credentials: CredentialSettings
  readonly protect: boolean
  readonly awaitReady: boolean
}

/** What the collector needs, in its own namespace: the credentials of its client and its configuration's MLflow part. */
export class CollectorAccess extends pulumi.ComponentResource {
  constructor(name: string, args: CollectorAccessArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:CollectorAccess', name, {}, opts)
    const { client, experimentId, listener, collectorNamespace, gatewayNamespace } = args
    const metadata = { namespace: collectorNamespace, labels: objectLabels }
    new SecretSource(
      `${name}-credentials`,
      {
        ...args,
        credential: 'collector',
        namespace: collectorNamespace,
        fixedName: 'mlflow-otel-credentials',
        content: { data: { 'client-id': client, 'client-secret': args.clientSecret, 'token-url': args.tokenUrl } },
      },
      { parent: this },
    )
    new k8s.core.v1.ConfigMap(
      `${name}-config`,
      {
        metadata: { ...metadata, name: 'mlflow-otel-collector' },
        data: {
          'mlflow.yaml': pulumi
            .output(args.tokenUrl)
            .apply((tokenUrl) =>
              stringify(collectorConfig({ namespace: gatewayNamespace, experimentId, listener, tokenUrl })),
            ),
        },
      },
      { parent: this },
    )
    this.registerOutputs()
  }
}
