import * as pulumi from '@pulumi/pulumi'
import type { CredentialSettings } from '../config/credentials.ts'
import { SecretSource } from './secret-source.ts'

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
  readonly credentials: CredentialSettings
  readonly protect: boolean
  readonly awaitReady: boolean
}

/**
 * A Secret for jobs and notebooks of a namespace: where MLflow is and how to get a token for it. Its keys are
 * environment variables, so that a pod takes all of them with `envFrom`.
 */
export class ClientAccess extends pulumi.ComponentResource {
  constructor(name: string, args: ClientAccessArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:ClientAccess', name, {}, opts)
    new SecretSource(
      name,
      {
        ...args,
        credential: 'clients',
        instance: `${args.namespace}-${args.secretName}`,
        fixedName: args.secretName,
        content: {
          data: {
            MLFLOW_TRACKING_URI: args.trackingUri,
            OIDC_TOKEN_URL: args.tokenUrl,
            OIDC_CLIENT_ID: args.clientId,
            OIDC_CLIENT_SECRET: args.clientSecret,
            ...(args.caCertificates === undefined ? {} : { 'ca.crt': args.caCertificates }),
          },
        },
      },
      { parent: this },
    )
    this.registerOutputs()
  }
}
