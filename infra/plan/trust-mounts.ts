import type { CaBundle } from './ca-bundle.ts'
import type { Volume, VolumeMount } from './container.ts'

/** Where pods find certificates. */
const caFolder = '/etc/gatehouse/ca'
const caFile = `${caFolder}/ca-bundle.pem`
const databaseCaFolder = '/etc/gatehouse/database-ca'
export const databaseCaFile = `${databaseCaFolder}/ca.crt`

/** The CA of one database, where it isn't in the bundle: an operator keeps it in a Secret and renews it there. */
export interface DatabaseCa<T> {
  readonly secretName: T
  readonly key: string
}

/** What a container trusts; `volumeOf` names the volume, so that two containers of a pod can trust different servers. */
export interface Trust<T> {
  readonly caBundle?: CaBundle<T>
  readonly databaseCa?: DatabaseCa<T>
  readonly databaseCaVolume: string
}

/** Variables by which Python (ssl, requests), boto3, curl, Node and libpq are pointed at the bundle. */
export function trustVariables<T>({ caBundle, databaseCa }: Trust<T>): Record<string, string> {
  const postgres = databaseCa === undefined ? caFile : databaseCaFile
  return {
    ...(caBundle === undefined
      ? {}
      : {
          SSL_CERT_FILE: caFile,
          REQUESTS_CA_BUNDLE: caFile,
          CURL_CA_BUNDLE: caFile,
          AWS_CA_BUNDLE: caFile,
          NODE_EXTRA_CA_CERTS: caFile,
        }),
    ...(caBundle === undefined && databaseCa === undefined ? {} : { PGSSLROOTCERT: postgres }),
  }
}

export const trustMounts = <T>({ caBundle, databaseCa, databaseCaVolume }: Trust<T>): VolumeMount[] => [
  ...(caBundle === undefined ? [] : [{ name: 'ca-bundle', mountPath: caFolder, readOnly: true }]),
  ...(databaseCa === undefined ? [] : [{ name: databaseCaVolume, mountPath: databaseCaFolder, readOnly: true }]),
]

export const databaseCaVolumes = <T>({ databaseCa, databaseCaVolume }: Trust<T>): Volume<T>[] =>
  databaseCa === undefined
    ? []
    : [
        {
          name: databaseCaVolume,
          secret: { secretName: databaseCa.secretName, items: [{ key: databaseCa.key, path: 'ca.crt' }] },
        },
      ]
