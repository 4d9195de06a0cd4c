import { Kysely, PostgresDialect, sql, type ColumnType } from 'kysely'
import pg from 'pg'

const connectTimeoutMilliseconds = 5_000
const statementTimeoutMilliseconds = 10_000
const maximumConnections = 10

type JsonText<Value> = ColumnType<Value, string, string>

/** The tables, as the migrations leave them. */
export interface Tables {
  sessions: {
    id_hash: Buffer
    issuer: string
    subject: string
    sid: string | null
    principal: JsonText<unknown>
    sealed_tokens: Buffer
    created_at: Date
    last_seen_at: Date
  }
  login_flows: { id_hash: Buffer; sealed: Buffer; expires_at: Date }
  logout_tokens: { token_hash: Buffer; forget_after: Date }
}

export type Database = Kysely<Tables>

/** A pool towards PostgreSQL. It connects when first used; `onIdleError` hears of connections that die at rest. */
export function openDatabase(url: string, onIdleError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'gatehouse-gateway',
    max: maximumConnections,
    connectionTimeoutMillis: connectTimeoutMilliseconds,
    statement_timeout: statementTimeoutMilliseconds,
  })
  // Without a listener a restart of PostgreSQL would end this process.
  pool.on('error', onIdleError)
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

/** Rejects while the database does not answer. */
export async function ping(database: Database): Promise<void> {
  await sql`select 1`.execute(database)
}
