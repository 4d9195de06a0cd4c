import * as postgresql from '@pulumi/postgresql'
import * as pulumi from '@pulumi/pulumi'
import { Client } from 'pg'
import { inject } from 'vitest'
import { uniqueName } from './engine.ts'
import { describeLife, pick, type Phase } from './life.ts'

const { host, port, user, password } = inject('stack').postgresql

const role = uniqueName('role')
const renamed = `${role}-renamed`
const [firstPassword, secondPassword] = [String.raw`it's \ first`, 'second']
/** A name that has to be quoted. */
const database = `${uniqueName('data')} "base"`

function program(phase: Phase): void {
  const at = pick(phase)
  const provider = new postgresql.Provider('postgresql', {
    host,
    port,
    username: user,
    password: pulumi.secret(password),
    sslmode: 'disable',
    connectTimeout: 10,
  })
  const opts = { provider }
  const owner = new postgresql.Role(
    'role',
    {
      name: at(role, renamed, renamed),
      login: true,
      password: at(firstPassword, secondPassword, secondPassword),
      connectionLimit: at(5, 7, 7),
    },
    opts,
  )
  const data = new postgresql.Database(
    'database',
    {
      name: database,
      owner: owner.name,
      template: 'template0',
      encoding: at('UTF8', 'UTF8', 'SQL_ASCII'),
      lcCollate: 'C',
      lcCtype: 'C',
      connectionLimit: at(10, 20, 20),
      allowConnections: true,
    },
    opts,
  )
  new postgresql.Grant(
    'nobody',
    { database: data.name, role: 'public', objectType: 'database', privileges: [] },
    { ...opts, dependsOn: data },
  )
  new postgresql.Grant(
    'grant',
    {
      database: data.name,
      role: owner.name,
      objectType: 'database',
      privileges: at(['CONNECT'], ['CONNECT'], ['CONNECT', 'TEMPORARY']),
    },
    opts,
  )
}

async function query(
  sql: string,
  as: { user: string; password: string } = { user, password },
): Promise<Record<string, unknown>[]> {
  const client = new Client({ host, port, database: 'postgres', ...as })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** The password that the server itself takes. */
async function passwordOf(name: string): Promise<string | undefined> {
  for (const candidate of [firstPassword, secondPassword]) {
    const rows = await query('SELECT 1', { user: name, password: candidate }).catch(() => undefined)
    if (rows !== undefined) return candidate
  }
  return undefined
}

const quoted = `"${database.replaceAll('"', '""')}"`

const lookAtRole = async (): Promise<unknown> => {
  const [found] = await query(
    `SELECT rolname AS name, rolcreatedb AS creates, rolconnlimit AS limit FROM pg_roles WHERE rolname LIKE '${role}%'`,
  )
  return found === undefined ? undefined : { ...found, password: await passwordOf(String(found['name'])) }
}
const lookAtDatabase = async (): Promise<unknown> => {
  const [found] = await query(
    `SELECT pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding, datconnlimit AS limit
     FROM pg_database WHERE datname = '${database}'`,
  )
  return found
}
const privilegesOf = (grantee: string) => async (): Promise<unknown> => {
  const [found] = await query(
    `SELECT ARRAY(SELECT privilege_type FROM aclexplode(datacl) WHERE grantee = (${grantee}) ORDER BY 1) AS privileges
     FROM pg_database WHERE datname = '${database}'`,
  )
  return found
}

describeLife({
  provider: 'postgresql',
  program,
  lives: {
    role: {
      type: 'postgresql:index/role:Role',
      look: lookAtRole,
      created: { name: role, creates: false, limit: 5, password: firstPassword },
      updated: { name: renamed, creates: false, limit: 7, password: secondPassword },
      tamper: async () =>
        void (await query(`ALTER ROLE "${renamed}" WITH CREATEDB CONNECTION LIMIT 1 PASSWORD 'mine'`)),
    },
    database: {
      type: 'postgresql:index/database:Database',
      look: lookAtDatabase,
      created: { owner: role, encoding: 'UTF8', limit: 10 },
      updated: { owner: renamed, encoding: 'UTF8', limit: 20 },
      replaced: { owner: renamed, encoding: 'SQL_ASCII', limit: 20 },
      tamper: async () => void (await query(`ALTER DATABASE ${quoted} OWNER TO ${user}`)),
      erase: async () => void (await query(`DROP DATABASE ${quoted}`)),
    },
    nobody: {
      type: 'postgresql:index/grant:Grant',
      look: privilegesOf('0'),
      created: { privileges: [] },
      replaced: { privileges: [] },
      tamper: async () => void (await query(`GRANT CONNECT ON DATABASE ${quoted} TO PUBLIC`)),
    },
    grant: {
      type: 'postgresql:index/grant:Grant',
      look: privilegesOf(`SELECT oid FROM pg_roles WHERE rolname LIKE '${role}%'`),
      created: { privileges: ['CONNECT'] },
      replaced: { privileges: ['CONNECT', 'TEMPORARY'] },
    },
  },
})
