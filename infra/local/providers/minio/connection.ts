import { Client } from 'minio'
import { adminClient, type AdminClient } from './admin-client.ts'

export interface Settings {
  /** `host:port`. */
  readonly minioServer: string
  readonly minioUser: string
  readonly minioPassword: string
  readonly minioSsl: boolean
  readonly minioRegion: string
}

export interface MinioConnection {
  /** The server's URL. */
  readonly endpoint: string
  readonly region: string
  readonly s3: Client
  readonly admin: AdminClient
}

export function minioConnection(settings: Settings): MinioConnection {
  const { origin, hostname, port } = new URL(`${settings.minioSsl ? 'https' : 'http'}://${settings.minioServer}`)
  const s3 = new Client({
    endPoint: hostname,
    useSSL: settings.minioSsl,
    accessKey: settings.minioUser,
    secretKey: settings.minioPassword,
    region: settings.minioRegion,
    ...(port === '' ? {} : { port: Number(port) }),
  })
  return { endpoint: origin, region: settings.minioRegion, s3, admin: adminClient(origin, settings) }
}

/** The answer, or undefined where the server answers with one of these S3 error codes. */
export async function unless<T>(codes: readonly string[], call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    if (codes.includes(code)) return undefined
    throw cause
  }
}
