import { Client } from 'pg'

export interface Settings {
  readonly host: string
  readonly port: number
  readonly username: string
  readonly password: string | undefined
  readonly database: string
  readonly sslmode: string
  /** Whether `username` is a superuser: only a superuser may read password verifiers. */
  readonly superuser: boolean
  /** Seconds. */
  readonly connectTimeout: number
}

export type Row = Readonly<Record<string, unknown>>

export interface PostgresqlConnection {
  readonly username: string
  readonly superuser: boolean
  /** Reads; values go in as parameters. */
  readonly query: (sql: string, values: readonly unknown[]) => Promise<readonly Row[]>
  /** All statements or none. */
  readonly transaction: (statements: readonly string[]) => Promise<void>
  /** One by one, for those that PostgreSQL refuses inside a transaction (CREATE DATABASE and the like). */
  readonly outsideTransaction: (statements: readonly string[]) => Promise<void>
}

/**
 * The key of an advisory lock that every writing call holds. The engine works in parallel, and two grants on one database
 * at a time end in "tuple concurrently updated".
 */
const WRITE_LOCK = 7_230_118_441

/** A connection for each call: a plugin lives for one run of the engine and makes a handful of them. */
export function postgresqlConnection(settings: Settings): PostgresqlConnection {
  const { username, superuser } = settings
  const using = async <T>(run: (client: Client) => Promise<T>): Promise<T> => {
    const client = await connected(settings)
    try {
      return await run(client)
    } finally {
      await client.end()
    }
  }
  return {
    username,
    superuser,
    query: async (sql, values) => await using(async (client) => await rows(client, sql, values)),
    transaction: async (statements) =>
      await using(async (client) => await write(client, ['BEGIN', ...statements, 'COMMIT'])),
    outsideTransaction: async (statements) => await using(async (client) => await write(client, statements)),
  }
}

/** The lock ends with the session. */
async function write(client: Client, statements: readonly string[]): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [WRITE_LOCK])
  for (const statement of statements) await rows(client, statement, [])
}

async function connected(settings: Settings): Promise<Client> {
  const { host, port, username, password, database, connectTimeout } = settings
  const attempts = encryptions(settings.sslmode)
  for (const [index, ssl] of attempts.entries()) {
    const client = new Client({
      host,
      port,
      user: username,
      database,
      ssl,
      connectionTimeoutMillis: connectTimeout * 1000,
      ...(password === undefined ? {} : { password }),
    })
    try {
      await client.connect()
      return client
    } catch (cause) {
      await client.end().catch(() => undefined)
      const unencrypted = cause instanceof Error && cause.message.includes('does not support SSL')
      if (!(unencrypted && index + 1 < attempts.length)) {
        throw new Error(`connecting to ${host}:${port}/${database} as ${username} failed`, { cause })
      }
    }
  }
  throw new Error(`sslmode "${settings.sslmode}" allows no connection`)
}

/** What to try in turn (libpq's `sslmode`): `require` encrypts without looking at the certificate. */
function encryptions(sslmode: string): readonly (false | { rejectUnauthorized: boolean })[] {
  if (sslmode === 'disable') return [false]
  if (sslmode === 'prefer') return [{ rejectUnauthorized: false }, false]
  return [{ rejectUnauthorized: sslmode.startsWith('verify') }]
}

/** The statement stays out of the error: it may hold a password. The server's own message doesn't quote it. */
async function rows(client: Client, sql: string, values: readonly unknown[]): Promise<readonly Row[]> {
  try {
    const { rows: found } = await client.query<Row>(sql, [...values])
    return found
  } catch (cause) {
    const [verb, object] = sql.trim().split(/\s+/)
    const message = cause instanceof Error ? cause.message : 'unknown error'
    // oxlint-disable-next-line preserve-caught-error -- pg's error carries the statement's position and detail
    throw new Error(`${verb} ${object} failed: ${message}`)
  }
}
