import type { DatabaseConnection } from './connections.ts'

const directory = '/etc/gatehouse/database-ca'
const file = 'ca.crt'

/** Where the CA of the database server lies in the pods of MLflow and of the gateway. */
export const databaseCaPath = `${directory}/${file}`

/** Name of the pods' volume that holds it. */
export const databaseCaVolume = 'database-ca'

/**
 * The volume and mount of the database server's CA; undefined where the stack's CA bundle vouches for the server. One key
 * is mounted, never the whole Secret: the operator keeps the CA's private key in the same one.
 */
export function databaseCaMount<T>({ ca }: Pick<DatabaseConnection<T>, 'ca'>) {
  if (ca === undefined) return undefined
  return {
    volume: {
      name: databaseCaVolume,
      secret: { secretName: ca.secretName, items: [{ key: ca.key, path: file }], defaultMode: 0o444 },
    },
    mount: { name: databaseCaVolume, mountPath: directory, readOnly: true },
  }
}
