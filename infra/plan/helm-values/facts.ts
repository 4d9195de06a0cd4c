import type { ReleaseSettings } from '../../config/release.ts'
import type { ArtifactAddress } from '../artifact-store.ts'
import type { CaBundle } from '../ca-bundle.ts'
import type { DatabaseAddress } from '../mlflow-database.ts'

/** Names of the Secrets that the pod reads. Who made them, this program or an operator, is no matter here. */
export interface ReleaseSecretNames<T> {
  /** `username` and `password` of MLflow's database role. */
  readonly database: T
  /** `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` of the artifact bucket. */
  readonly artifacts: T
  /** `MLFLOW_CRYPTO_KEK_PASSPHRASE`, which seals the provider keys that MLflow stores. */
  readonly encryption: T
  /** The credentials among the gateway's settings, by their names. */
  readonly gateway: T
}

/** All that the values of a release are made from. `T` is the kind of value: text in tests, an output in the program. */
export interface ReleaseFacts<T> {
  readonly settings: ReleaseSettings
  readonly database: DatabaseAddress<T>
  readonly artifacts: ArtifactAddress<T>
  readonly secrets: ReleaseSecretNames<T>
  /** What changes when the content of the Secrets changes, so that pods roll; tells nothing about the content. */
  readonly secretsChecksum: T
  readonly caBundle?: CaBundle<T>
  readonly gateway: {
    readonly image: T
    /** Settings that are no credentials. */
    readonly environment: Readonly<Record<string, T | string>>
    /** CA of the gateway's own database, where the CA bundle doesn't hold it. */
    readonly databaseCa?: { readonly secretName: T; readonly key: string }
  }
  /** Whether the traces listener is open: only where the mesh says who may reach it. */
  readonly traces: boolean
  /** Further labels of the pods, such as the mesh's. */
  readonly podLabels: Readonly<Record<string, string>>
}
