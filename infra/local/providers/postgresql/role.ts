import { resource } from '../definition/resource.ts'
import type { PostgresqlConnection } from './connection.ts'
import { identifier, literal } from './quote.ts'
import { isPasswordOf } from './verifier.ts'

interface Attributes {
  readonly login: boolean
  readonly superuser: boolean
  readonly createDatabase: boolean
  readonly createRole: boolean
  readonly inherit: boolean
  readonly connectionLimit: number
  readonly password?: string | undefined
}

export const role = resource<PostgresqlConnection>()({
  type: 'postgresql:index/role:Role',
  inputs: {
    name: { type: 'string', required: true },
    login: { type: 'boolean', default: false },
    password: { type: 'string', secret: true },
    superuser: { type: 'boolean', default: false },
    createDatabase: { type: 'boolean', default: false },
    createRole: { type: 'boolean', default: false },
    inherit: { type: 'boolean', default: true },
    connectionLimit: { type: 'integer', default: -1, minimum: -1 },
  },
  outputs: {},
  identity: ['name'],
  async create(connection, inputs) {
    await connection.transaction([`CREATE ROLE ${identifier(inputs.name)} WITH ${options(inputs)}`])
    return { id: inputs.name }
  },
  async read(connection, _id, { name, password }) {
    const [row] = await connection.query(
      `SELECT rolcanlogin AS "login", rolsuper AS "superuser", rolcreatedb AS "createDatabase",
              rolcreaterole AS "createRole", rolinherit AS "inherit", rolconnlimit AS "connectionLimit"
       FROM pg_catalog.pg_roles WHERE rolname = $1`,
      [name],
    )
    if (row === undefined) return undefined
    return { name, password: await knownPassword(connection, name, password), ...row }
  },
  async update(connection, _id, { olds, news }) {
    const rename = `ALTER ROLE ${identifier(olds.name)} RENAME TO ${identifier(news.name)}`
    const alter = `ALTER ROLE ${identifier(news.name)} WITH ${options(news)}`
    await connection.transaction(olds.name === news.name ? [alter] : [rename, alter])
  },
  /** What the role owns in this database passes to the provider's user, as with the official provider. */
  async delete(connection, _id, { name }) {
    const [row] = await connection.query('SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = $1', [name])
    if (row === undefined) return
    await connection.transaction([
      `REASSIGN OWNED BY ${identifier(name)} TO ${identifier(connection.username)}`,
      `DROP OWNED BY ${identifier(name)}`,
      `DROP ROLE ${identifier(name)}`,
    ])
  },
})

/** Every attribute said, so that one switched on by hand is switched off again. */
function options(attributes: Attributes): string {
  const flag = (on: boolean, word: string) => (on ? word : `NO${word}`)
  return [
    flag(attributes.login, 'LOGIN'),
    flag(attributes.superuser, 'SUPERUSER'),
    flag(attributes.createDatabase, 'CREATEDB'),
    flag(attributes.createRole, 'CREATEROLE'),
    flag(attributes.inherit, 'INHERIT'),
    `CONNECTION LIMIT ${attributes.connectionLimit}`,
    `PASSWORD ${attributes.password === undefined ? 'NULL' : literal(attributes.password)}`,
  ].join(' ')
}

/** The password that the state knows where the server's verifier agrees with it, and none where it was changed by hand. */
async function knownPassword(
  { query, superuser }: PostgresqlConnection,
  name: string,
  password: string | undefined,
): Promise<string | undefined> {
  if (!superuser || password === undefined) return password
  const [row] = await query('SELECT rolpassword AS verifier FROM pg_catalog.pg_authid WHERE rolname = $1', [name])
  const verifier = row?.['verifier']
  return typeof verifier === 'string' && (await isPasswordOf(verifier, password)) ? password : undefined
}
