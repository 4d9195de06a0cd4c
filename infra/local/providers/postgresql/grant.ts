import { resource } from '../definition/resource.ts'
import type { PostgresqlConnection } from './connection.ts'
import { identifier } from './quote.ts'

/** The pseudo-role that stands for everybody (PostgreSQL GRANT); any other spelling names a real role. */
const PUBLIC = 'public'

/**
 * The privileges of one role on one database, all of them: what isn't listed is revoked. `privileges: []` for the role
 * `public` therefore closes a database to everybody but its owner and those that have a grant of their own.
 */
export const grant = resource<PostgresqlConnection>()({
  type: 'postgresql:index/grant:Grant',
  inputs: {
    database: { type: 'string', required: true, replaces: true },
    role: { type: 'string', required: true, replaces: true },
    objectType: { type: 'string', required: true, replaces: true, values: ['database'] },
    privileges: { type: 'set', required: true, replaces: true },
    withGrantOption: { type: 'boolean', default: false, replaces: true },
  },
  outputs: {},
  identity: ['database', 'role'],
  verify({ privileges }) {
    return privileges
      .filter((privilege) => !['CREATE', 'CONNECT', 'TEMPORARY'].includes(privilege))
      .map((privilege) => ({
        property: 'privileges',
        reason: `${privilege} is no privilege of a database: CREATE, CONNECT, TEMPORARY`,
      }))
  },
  async create(connection, { database, role, privileges, withGrantOption }) {
    const on = `ON DATABASE ${identifier(database)}`
    const option = withGrantOption ? ' WITH GRANT OPTION' : ''
    await connection.transaction([
      `REVOKE ALL PRIVILEGES ${on} FROM ${grantee(role)}`,
      ...(privileges.length === 0 ? [] : [`GRANT ${privileges.join(', ')} ${on} TO ${grantee(role)}${option}`]),
    ])
    return { id: `${role}_${database}_database` }
  },
  async read({ query }, _id, { database, role, objectType, withGrantOption }) {
    // A database whose rights were never touched has none listed: acldefault tells what then holds.
    const rows = await query(
      `SELECT entry.privilege_type AS privilege, entry.is_grantable AS grantable
       FROM pg_catalog.pg_database
       LEFT JOIN LATERAL pg_catalog.aclexplode(COALESCE(datacl, pg_catalog.acldefault('d', datdba))) AS entry
         ON entry.grantee = CASE WHEN $2 = 'public' THEN 0 ELSE (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $2) END
       WHERE datname = $1 AND ($2 = 'public' OR EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $2))`,
      [database, role],
    )
    if (rows.length === 0) return undefined
    const entries = rows.filter(({ privilege }) => privilege !== null)
    return {
      database,
      role,
      objectType,
      privileges: entries.map(({ privilege }) => String(privilege)),
      withGrantOption: entries.length === 0 ? withGrantOption : entries.every(({ grantable }) => grantable === true),
    }
  },
  async delete({ query, transaction }, _id, { database, role }) {
    const [row] = await query(
      `SELECT 1 FROM pg_catalog.pg_database WHERE datname = $1
       AND ($2 = 'public' OR EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = $2))`,
      [database, role],
    )
    if (row === undefined) return
    await transaction([`REVOKE ALL PRIVILEGES ON DATABASE ${identifier(database)} FROM ${grantee(role)}`])
  },
})

function grantee(role: string): string {
  return role === PUBLIC ? 'PUBLIC' : identifier(role)
}
