import { Migrator, type Migration } from 'kysely/migration'
import { GatewayError, messageOf } from '../errors.ts'
import type { Database } from './database.ts'
import * as sessions from './migrations/0001-sessions.ts'

/** Forward only; a released one never changes. */
const migrations: Record<string, Migration> = { '0001-sessions': sessions }

/**
 * Brings the schema up to date under kysely's advisory lock, so that replicas may start together.
 *
 * @throws GatewayError GW_DATABASE_UNREACHABLE or GW_DATABASE_MIGRATION_FAILED
 * @returns the names of the migrations that ran.
 */
export async function migrate(database: Database): Promise<string[]> {
  const migrator = new Migrator({ db: database, provider: { getMigrations: () => Promise.resolve(migrations) } })
  const { error, results } = await migrator.migrateToLatest()
  if (error === undefined) return (results ?? []).map(({ migrationName }) => migrationName)
  const code = isConnectionProblem(error) ? 'GW_DATABASE_UNREACHABLE' : 'GW_DATABASE_MIGRATION_FAILED'
  throw new GatewayError(code, { detail: messageOf(error), cause: error })
}

/** Node's socket errors, pg's own timeout, and SQLSTATE classes 08, 28, 3D and 57: connection, login, database, restart. */
function isConnectionProblem(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isConnectionProblem)
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return /^(?:E[A-Z]+|08...|28...|3D...|57...)$/.test(code) || /timeout|terminated/i.test(error.message)
}
