/** `Cluster` of CloudNativePG 1.30: the fields that the program sets. */
import type { DatabaseRoleAttributes } from './cnpg-database-role.ts'

export const cnpgCluster = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster' } as const

export interface Storage {
  /** A quantity, for example `20Gi`. */
  readonly size: string
  /** The cluster's default class when left out. */
  readonly storageClass?: string
}

export interface Resources {
  readonly requests: Readonly<Record<string, string>>
  readonly limits: Readonly<Record<string, string>>
}

export interface ManagedRole extends DatabaseRoleAttributes {
  readonly ensure: 'present'
}

export interface CnpgClusterSpec {
  readonly instances: number
  /** The operator's default PostgreSQL when left out. */
  readonly imageName?: string
  readonly storage: Storage
  readonly walStorage?: Storage
  readonly resources: Resources
  readonly enableSuperuserAccess: false
  readonly enablePDB: boolean
  readonly primaryUpdateStrategy: 'unsupervised'
  readonly bootstrap: {
    readonly initdb: {
      readonly database: string
      readonly owner: string
      readonly secret: { readonly name: string }
      readonly encoding: 'UTF8'
      readonly dataChecksums: true
    }
  }
  readonly postgresql: { readonly parameters: Readonly<Record<string, string>>; readonly pg_hba: readonly string[] }
  readonly certificates?: { readonly serverAltDNSNames: readonly string[] }
  readonly managed?: { readonly roles: readonly ManagedRole[] }
  readonly plugins?: readonly {
    readonly name: string
    readonly isWALArchiver: boolean
    readonly parameters: Readonly<Record<string, string>>
  }[]
  /** Goes onto everything that the operator makes for the cluster, pods included. */
  readonly inheritedMetadata: { readonly labels: Readonly<Record<string, string>> }
}
