import { Client, S3Error } from 'minio'
import type { StackFacts } from '../facts.ts'

/** An S3 client of MinIO's root user, or of the user that MLflow has. */
export function s3(facts: StackFacts, who: 'root' | 'scoped'): Client {
  const [endPoint = '', port] = facts.minio.endpoint.split(':')
  const { outputs, minio } = facts
  return new Client({
    endPoint,
    port: Number(port),
    useSSL: false,
    region: 'us-east-1',
    accessKey: who === 'root' ? minio.user : outputs.artifactsAccessKeyId,
    secretKey: who === 'root' ? minio.password : outputs.artifactsSecretAccessKey,
  })
}

/** Keys and sizes of the objects below a prefix. */
export async function listObjects(
  client: Client,
  bucket: string,
  prefix = '',
): Promise<{ key: string; size: number }[]> {
  const objects: { key: string; size: number }[] = []
  for await (const object of client.listObjectsV2(bucket, prefix, true) as AsyncIterable<unknown>) {
    if (isObject(object)) objects.push({ key: object.name, size: object.size })
  }
  return objects
}

/** The S3 error code with which the call was refused; undefined when it was not. */
export async function refusal(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call()
    return undefined
  } catch (error) {
    if (error instanceof S3Error) return error.code ?? error.message
    throw error
  }
}

function isObject(value: unknown): value is { name: string; size: number } {
  return typeof value === 'object' && value !== null && 'name' in value && 'size' in value
}
