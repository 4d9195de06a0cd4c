import type { S3Connection } from './connections.ts'
import type { EnvVar } from './container.ts'

/** Keys of the Secret with the credentials of the artifact bucket; boto3 reads variables of these names. */
export const artifactKeys = { accessKeyId: 'AWS_ACCESS_KEY_ID', secretAccessKey: 'AWS_SECRET_ACCESS_KEY' } as const

export type ArtifactAddress<T> = Omit<S3Connection<T>, 'accessKeyId' | 'secretAccessKey'>

export const artifactVariables = <T>({ endpoint, region }: ArtifactAddress<T>): Record<string, string> => ({
  MLFLOW_S3_ENDPOINT_URL: endpoint,
  AWS_DEFAULT_REGION: region,
})

export const artifactCredentials = <T>(secretName: T): EnvVar<T>[] =>
  Object.values(artifactKeys).map((key) => ({ name: key, valueFrom: { secretKeyRef: { name: secretName, key } } }))
