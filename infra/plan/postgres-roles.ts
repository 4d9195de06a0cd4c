import type { CnpgDatabaseSpec } from '../crds/cnpg-database.ts'
import type { CnpgDatabaseRoleSpec, DatabaseRoleAttributes } from '../crds/cnpg-database-role.ts'
import type { PostgresNames } from './postgres-names.ts'

/** A role that owns one database and may do nothing to the server. */
export function roleAttributes(database: string, names: PostgresNames): DatabaseRoleAttributes {
  return {
    name: database,
    login: true,
    superuser: false,
    createdb: false,
    createrole: false,
    passwordSecret: { name: names.object(database) },
  }
}

/** `keep`: the role and its data outlive the stack. */
export function databaseRoleSpec(database: string, names: PostgresNames, keep: boolean): CnpgDatabaseRoleSpec {
  return {
    cluster: { name: names.cluster },
    ...roleAttributes(database, names),
    databaseRoleReclaimPolicy: keep ? 'retain' : 'delete',
  }
}

export function databaseSpec(database: string, names: PostgresNames, keep: boolean): CnpgDatabaseSpec {
  return {
    cluster: { name: names.cluster },
    name: database,
    owner: database,
    ensure: 'present',
    encoding: 'UTF8',
    databaseReclaimPolicy: keep ? 'retain' : 'delete',
  }
}
