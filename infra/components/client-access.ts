import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { objectLabels } from '../plan/cluster-names.ts'

export interface ClientAccessArgs {
  /** Namespace of the jobs or notebooks; it has to exist. */
  readonly namespace: string
  readonly secretName: string
  readonly clientId: string
  readonly clientSecret: pulumi.Input<string>
  readonly tokenUrl: pulumi.Input<string>
  readonly trackingUri: string
  /** Certificates that the client has to trust, as PEM; none where the public roots suffice. */
  readonly caCertificates?: pulumi.Input<string>
}

/**
 * A Secret for jobs and notebooks of a namespace: where MLflow is and how to get a token for it. Its keys are
 * environment variables, so that a pod takes all of them with `envFrom`.
 */
export class ClientAccess extends pulumi.ComponentResource {
  constructor(name: string, args: ClientAccessArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:ClientAccess', name, {}, opts)
    new k8s.core.v1.Secret(
      name,
      {
        metadata: { name: args.secretName, namespace: args.namespace, labels: objectLabels },
        type: 'Opaque',
        stringData: {
          MLFLOW_TRACKING_URI: args.trackingUri,
          OIDC_TOKEN_URL: args.tokenUrl,
          OIDC_CLIENT_ID: args.clientId,
          OIDC_CLIENT_SECRET: args.clientSecret,
          ...(args.caCertificates === undefined ? {} : { 'ca.crt': args.caCertificates }),
        },
      },
      { parent: this },
    )
    this.registerOutputs()
  }
}
