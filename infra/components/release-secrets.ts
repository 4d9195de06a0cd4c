import * as pulumi from '@pulumi/pulumi'
import { artifactKeys } from '../plan/artifact-store.ts'
import { keyedChecksum } from '../plan/checksum.ts'
import type { CredentialName, CredentialSettings } from '../config/credentials.ts'
import { releaseName } from '../plan/cluster-names.ts'
import type { S3Connection } from '../plan/connections.ts'
import type { ReleaseSecretNames } from '../plan/helm-values/facts.ts'
import { databaseKeys } from '../plan/mlflow-database.ts'
import { SecretSource } from './secret-source.ts'

export interface ReleaseSecretsArgs {
  readonly namespace: string
  /** Who brings them: this program, or an operator from a store. */
  readonly credentials: CredentialSettings
  /** Whether the store's copies outlive the stack. */
  readonly protect: boolean
  readonly awaitReady: boolean
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
 * The credentials of the release as Secrets, made by this program or brought by an operator from a store. Their names are
 * made up by the engine, so that a new content is a new name and pods that read it roll; the chart insists on one name,
 * which the checksum covers.
 */
export class ReleaseSecrets extends pulumi.ComponentResource {
  readonly names: ReleaseSecretNames<pulumi.Output<string>>
  /** Changes with the content of any of them, and tells nothing about it. */
  readonly checksum: pulumi.Output<string>
  /** For `dependsOn` of the release. */
  readonly secrets: readonly pulumi.Resource[]

  constructor(name: string, args: ReleaseSecretsArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:ReleaseSecrets', name, {}, opts)
    const secret = (
      credential: CredentialName,
      data: Readonly<Record<string, pulumi.Input<string>>>,
      fixedName?: string,
    ) =>
      new SecretSource(
        // The engine makes a name of the object from it, and the API server takes no capitals.
        `${name}-${credential.replaceAll(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`,
        { ...args, credential, content: { data }, ...(fixedName === undefined ? {} : { fixedName }) },
        { parent: this },
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
      database: secret('mlflowDatabase', contents.database),
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
      database: made.database.secretName,
      artifacts: made.artifacts.secretName,
      encryption: made.encryption.secretName,
      gateway: made.gateway.secretName,
    }
    this.secrets = [...Object.values(made), flask].map(({ resource }) => resource)
    const texts = Object.values(contents).flatMap((data) => Object.entries(data).flat())
    this.checksum = pulumi.unsecret(
      pulumi.all([args.flaskSecretKey, ...texts]).apply(([key = '', ...rest]) => keyedChecksum(key, [key, ...rest])),
    )
    this.registerOutputs({ names: this.names, checksum: this.checksum })
  }
}
