import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { artifactKeys } from '../plan/artifact-store.ts'
import { keyedChecksum } from '../plan/checksum.ts'
import { objectLabels, releaseName } from '../plan/cluster-names.ts'
import type { S3Connection } from '../plan/connections.ts'
import type { ReleaseSecretNames } from '../plan/helm-values/facts.ts'
import { databaseKeys } from '../plan/mlflow-database.ts'
import { childOptions } from './child-options.ts'

export interface ReleaseSecretsArgs {
  readonly namespace: string
  /** MLflow's database role. */
  readonly database: { readonly user: pulumi.Input<string>; readonly password: pulumi.Input<string> }
  readonly artifacts: Pick<S3Connection<pulumi.Input<string>>, 'accessKeyId' | 'secretAccessKey'>
  /** Seals the provider keys that MLflow stores: what it sealed is lost with it. */
  readonly kekPassphrase: pulumi.Input<string>
  readonly flaskSecretKey: pulumi.Input<string>
  /** The credentials among the gateway's settings, by their names. */
  readonly gateway: Readonly<Record<string, pulumi.Input<string>>>
}

/**
 * The credentials of the release as Secrets. Where an operator brings them from a vault, its own Secrets with the same
 * keys take this component's place. Their names are made up by the engine, so that a new content is a new name and pods
 * that read it roll; the chart insists on one name, which the checksum covers.
 */
export class ReleaseSecrets extends pulumi.ComponentResource {
  readonly names: ReleaseSecretNames<pulumi.Output<string>>
  /** Changes with the content of any of them, and tells nothing about it. */
  readonly checksum: pulumi.Output<string>
  /** For `dependsOn` of the release. */
  readonly secrets: readonly pulumi.Resource[]

  constructor(name: string, args: ReleaseSecretsArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:ReleaseSecrets', name, {}, opts)
    const secret = (part: string, data: Readonly<Record<string, pulumi.Input<string>>>, fixedName?: string) =>
      new k8s.core.v1.Secret(
        `${name}-${part}`,
        {
          metadata: {
            namespace: args.namespace,
            labels: objectLabels,
            ...(fixedName === undefined ? {} : { name: fixedName }),
          },
          type: 'Opaque',
          stringData: pulumi.secret({ ...data }),
        },
        childOptions(this, opts),
      )
    const contents = {
      database: { [databaseKeys.user]: args.database.user, [databaseKeys.password]: args.database.password },
      artifacts: {
        [artifactKeys.accessKeyId]: args.artifacts.accessKeyId,
        [artifactKeys.secretAccessKey]: args.artifacts.secretAccessKey,
      },
      encryption: { MLFLOW_CRYPTO_KEK_PASSPHRASE: args.kekPassphrase },
      gateway: args.gateway,
    }
    const made = {
      database: secret('database', contents.database),
      artifacts: secret('artifacts', contents.artifacts),
      encryption: secret('encryption', contents.encryption),
      gateway: secret('gateway', contents.gateway),
    }
    // The chart makes this Secret itself, with a new random key for each preview, unless it finds one of this name.
    const flask = secret(
      'flask',
      { MLFLOW_FLASK_SERVER_SECRET_KEY: args.flaskSecretKey },
      `${releaseName}-flask-server-secret-key`,
    )
    this.names = {
      database: made.database.metadata.name,
      artifacts: made.artifacts.metadata.name,
      encryption: made.encryption.metadata.name,
      gateway: made.gateway.metadata.name,
    }
    this.secrets = [...Object.values(made), flask]
    const texts = Object.values(contents).flatMap((data) => Object.entries(data).flat())
    this.checksum = pulumi.unsecret(
      pulumi.all([args.flaskSecretKey, ...texts]).apply(([key = '', ...rest]) => keyedChecksum(key, [key, ...rest])),
    )
    this.registerOutputs({ names: this.names, checksum: this.checksum })
  }
}
