/**
 * How the parts of a stack are joined: what a database and an object store are to whoever uses them,
 * wherever they come from. `T` is the kind of value: text in plans and tests, an output in the program.
 */
export interface DatabaseConnection<T> {
  readonly host: T
  readonly port: number
  readonly name: string
  readonly user: string
  /** A secret wherever it goes. */
  readonly password: T
  /** libpq's sslmode. */
  readonly sslMode: string
  /** Where the server's CA lies, for verify-ca and verify-full; the CA bundle of the stack when left out. */
  readonly ca?: { readonly secretName: T; readonly key: string }
}

export interface S3Connection<T> {
  /** URL of the endpoint. */
  readonly endpoint: string
  readonly region: string
  readonly bucket: string
  readonly accessKeyId: T
  readonly secretAccessKey: T
}
