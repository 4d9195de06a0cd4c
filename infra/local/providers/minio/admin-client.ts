import { AwsClient } from 'aws4fetch'
import { z } from 'zod'
import type { Settings } from './connection.ts'
import { encrypted } from './encryption.ts'

/** MinIO's admin API below `/minio/admin/v3`, signed as S3 requests are. */
export interface AdminClient {
  /** Undefined where the server answers with the error code `absent`. */
  readonly get: <T>(call: Call, schema: z.ZodType<T>) => Promise<T | undefined>
  /** False where the server answers with the error code `absent`. */
  readonly send: (call: Call & { readonly method: 'PUT' | 'POST' | 'DELETE'; readonly body?: Body }) => Promise<boolean>
}

interface Call {
  readonly name: string
  readonly query?: Readonly<Record<string, string>>
  /** The error code that says that the thing isn't there, or that there is nothing to do. */
  readonly absent?: string
}

/** Some calls want their body encrypted, others in clear. */
type Body = { readonly encrypted: object } | { readonly clear: string }

const TIMEOUT_MS = 30_000

const errorAnswer = z.object({ Code: z.string(), Message: z.string() })

export function adminClient(endpoint: string, { minioUser, minioPassword, minioRegion }: Settings): AdminClient {
  const aws = new AwsClient({
    accessKeyId: minioUser,
    secretAccessKey: minioPassword,
    service: 's3',
    region: minioRegion,
    retries: 0,
  })

  const request = async (
    method: string,
    { name, query = {}, absent }: Call,
    body?: Body,
  ): Promise<string | undefined> => {
    const url = `${endpoint}/minio/admin/v3/${name}?${new URLSearchParams(query).toString()}`
    const shown = `${method} ${endpoint}/minio/admin/v3/${name}`
    const response = await aws
      .fetch(url, {
        method,
        // Some calls refuse a body of another type, lest it was read as a form on its way.
        headers: { 'content-type': 'application/octet-stream' },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { body: bytesOf(body, minioPassword) }),
      })
      .catch((cause: unknown) => {
        throw new Error(`${shown} failed`, { cause })
      })
    const text = await response.text()
    if (response.ok) return text
    const { Code, Message } = explanation(text)
    if (Code === absent) return undefined
    throw new Error(`${shown} answered ${response.status} ${Code}: ${Message}`)
  }

  return {
    async get(call, schema) {
      const text = await request('GET', call)
      return text === undefined ? undefined : schema.parse(JSON.parse(text))
    },
    async send({ method, body, ...call }) {
      return (await request(method, call, body)) !== undefined
    },
  }
}

function bytesOf(body: Body, secretKey: string): Uint8Array<ArrayBuffer> {
  const bytes =
    'clear' in body ? Buffer.from(body.clear) : encrypted(secretKey, Buffer.from(JSON.stringify(body.encrypted)))
  return new Uint8Array(bytes)
}

function explanation(text: string): z.infer<typeof errorAnswer> {
  try {
    return errorAnswer.parse(JSON.parse(text))
  } catch {
    return { Code: 'unknown', Message: 'no reason given' }
  }
}
