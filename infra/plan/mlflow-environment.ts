import type { S3Connection } from './connections.ts'

/** MLflow's environment, rendered from what the stack declares. `T` is the kind of value, as in gateway-environment.ts. */
export interface MlflowFacts<T> {
  readonly databaseUrl: T
  readonly artifacts: S3Connection<T>
  readonly kekPassphrase: T
  readonly flaskSecretKey: T
}

export function mlflowEnvironment<T>(facts: MlflowFacts<T>): Record<string, T | string> {
  return {
    MLFLOW_BACKEND_STORE_URI: facts.databaseUrl,
    MLFLOW_S3_ENDPOINT_URL: facts.artifacts.endpoint,
    AWS_DEFAULT_REGION: facts.artifacts.region,
    AWS_ACCESS_KEY_ID: facts.artifacts.accessKeyId,
    AWS_SECRET_ACCESS_KEY: facts.artifacts.secretAccessKey,
    // Without its own passphrase MLflow encrypts the AI gateway's provider keys with a constant from its source.
    MLFLOW_CRYPTO_KEK_PASSPHRASE: facts.kekPassphrase,
    MLFLOW_FLASK_SERVER_SECRET_KEY: facts.flaskSecretKey,
  }
}
