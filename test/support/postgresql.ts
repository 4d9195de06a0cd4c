import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export type TestDatabase = Readonly<{ url: string; drop: () => Promise<void> }>

/**
 * A database and its owner that nobody else knows, on the run's PostgreSQL. The owner may do what the gateway's role may
 * in production and no more: it owns its database, and cannot reach or list the content of another.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject('postgresql')
  const name = `gateway_${randomBytes(6).toString('hex')}`
  const password = randomBytes(12).toString('hex')
  await administer(
    server,
    `CREATE ROLE ${name} LOGIN PASSWORD '${password}'`,
    `CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0`,
    `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`,
  )
  const url = new URL(server)
  url.username = name
  url.password = password
  url.pathname = name
  return {
    url: url.href,
    // A gateway that still runs must not keep the database alive; and a test may have dropped it already.
    drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, `DROP ROLE IF EXISTS ${name}`),
  }
}

async function administer(server: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client(`${server}/postgres`)
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}
