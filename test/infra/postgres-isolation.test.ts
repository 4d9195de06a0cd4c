import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isolationLines } from '../../infra/plan/postgres-isolation.ts'

interface Connection {
  readonly user: string
  readonly database: string
  readonly tls: boolean
}

/** The line that the operator writes below ours: any role, any database, with a password. */
const operatorsLast = 'host all all all scram-sha-256'

/** The first line that matches decides (PostgreSQL manual §20.1). */
function admits(lines: readonly string[], { user, database, tls }: Connection): boolean {
  const matching = [...lines, operatorsLast].find((line) => {
    const [type, ofDatabase, ofUser] = line.split(' ')
    return (
      (type === 'host' || tls) && ['all', database].includes(ofDatabase ?? '') && ['all', user].includes(ofUser ?? '')
    )
  })
  return matching?.endsWith('scram-sha-256') ?? false
}

describe('pg_hba', () => {
  const names = ['mlflow', 'mlflow_gateway', 'somebody', 'app', 'postgres']
  const connection = fc.record({
    user: fc.constantFrom(...names),
    database: fc.constantFrom(...names),
    tls: fc.boolean(),
  })
  const ours = ['mlflow', 'mlflow_gateway']
  const lines = isolationLines(ours)

  it('lets each of the two roles into its own database over TLS, and nowhere else', () => {
    fc.assert(
      fc.property(connection, (to) => {
        if (ours.includes(to.user)) expect(admits(lines, to)).toBe(to.tls && to.user === to.database)
      }),
    )
  })

  it('lets nobody else into the two databases, and changes nothing for other databases', () => {
    fc.assert(
      fc.property(connection, (to) => {
        if (!ours.includes(to.user)) expect(admits(lines, to)).toBe(!ours.includes(to.database))
      }),
    )
  })

  it('is what keeps them apart: without these lines any role reaches any database', () => {
    expect(admits([], { user: 'mlflow', database: 'mlflow_gateway', tls: false })).toBe(true)
  })
})
