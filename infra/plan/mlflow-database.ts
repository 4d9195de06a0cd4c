import type { DatabaseConnection } from './connections.ts'
import type { EnvVar } from './container.ts'

/**
 * SQLAlchemy's URL with nothing in it: host, database, user and password come from libpq's own variables, so any
 * character may stand in a password. The driver is named, because SQLAlchemy 2.1 chooses another one by itself.
 */
export const databaseUri = 'postgresql+psycopg2://'
export const databaseDriver = 'psycopg2'

/** Keys of the Secret with MLflow's database credentials. */
export const databaseKeys = { user: 'username', password: 'password' } as const

export type DatabaseAddress<T> = Omit<DatabaseConnection<T>, 'user' | 'password'>

/** libpq's variables (PostgreSQL manual §34.15) for containers that the chart does not furnish itself. */
export const databaseEnv = <T>({ host, port, name, sslMode }: DatabaseAddress<T>, secretName: T): EnvVar<T>[] => [
  { name: 'PGHOST', value: host },
  { name: 'PGPORT', value: String(port) },
  { name: 'PGDATABASE', value: name },
  { name: 'PGSSLMODE', value: sslMode },
  { name: 'PGUSER', valueFrom: { secretKeyRef: { name: secretName, key: databaseKeys.user } } },
  { name: 'PGPASSWORD', valueFrom: { secretKeyRef: { name: secretName, key: databaseKeys.password } } },
]
