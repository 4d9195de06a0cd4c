/** `ObjectStore` of the barman plugin 0.14 for CloudNativePG: where base backups and write-ahead logs go. */
export const barmanObjectStore = { apiVersion: 'barmancloud.cnpg.io/v1', kind: 'ObjectStore' } as const

/** Name under which a cluster and its backups refer to the plugin. */
export const barmanPlugin = 'barman-cloud.cloudnative-pg.io'

interface SecretKey {
  readonly name: string
  readonly key: string
}

export interface BarmanObjectStoreSpec {
  /** For example `30d`, `8w`, `12m`. */
  readonly retentionPolicy: string
  readonly configuration: {
    /** `s3://bucket/prefix`. */
    readonly destinationPath: string
    /** AWS when left out. */
    readonly endpointURL?: string
    readonly endpointCA?: SecretKey
    readonly s3Credentials: { readonly accessKeyId: SecretKey; readonly secretAccessKey: SecretKey }
    readonly wal: { readonly compression: 'gzip' }
    readonly data: { readonly compression: 'gzip' }
  }
}
