import { provider } from '../definition/resource.ts'
import { postgresqlConnection } from './connection.ts'
import { database } from './database.ts'
import { grant } from './grant.ts'
import { role } from './role.ts'

export const postgresql = provider({
  name: 'postgresql',
  config: {
    host: { type: 'string', required: true },
    port: { type: 'integer', default: 5432 },
    username: { type: 'string', default: 'postgres' },
    password: { type: 'string', secret: true },
    /** The database to connect to; the official provider's default is the same. */
    database: { type: 'string', default: 'postgres' },
    sslmode: {
      type: 'string',
      default: 'prefer',
      values: ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'],
    },
    superuser: { type: 'boolean', default: true },
    connectTimeout: { type: 'integer', default: 180, minimum: 1 },
  },
  connect: postgresqlConnection,
  resources: [role, database, grant],
  functions: [],
})
