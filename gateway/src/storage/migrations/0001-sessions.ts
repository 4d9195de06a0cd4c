import { sql, type Kysely } from 'kysely'

/** Sessions, sign-ins under way, and logout tokens already obeyed. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('sessions')
    .addColumn('id_hash', 'bytea', (column) => column.primaryKey())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('sid', 'text')
    .addColumn('principal', 'jsonb', (column) => column.notNull())
    .addColumn('sealed_tokens', 'bytea', (column) => column.notNull())
    .addColumn('created_at', 'timestamptz', (column) => column.notNull())
    .addColumn('last_seen_at', 'timestamptz', (column) => column.notNull())
    .execute()
  // A back-channel logout finds its sessions by these.
  await database.schema.createIndex('sessions_subject').on('sessions').columns(['issuer', 'subject']).execute()
  await database.schema
    .createIndex('sessions_sid')
    .on('sessions')
    .columns(['issuer', 'sid'])
    .where(sql.ref('sid'), 'is not', null)
    .execute()
  await database.schema
    .createTable('login_flows')
    .addColumn('id_hash', 'bytea', (column) => column.primaryKey())
    .addColumn('sealed', 'bytea', (column) => column.notNull())
    .addColumn('expires_at', 'timestamptz', (column) => column.notNull())
    .execute()
  await database.schema
    .createTable('logout_tokens')
    .addColumn('token_hash', 'bytea', (column) => column.primaryKey())
    .addColumn('forget_after', 'timestamptz', (column) => column.notNull())
    .execute()
}
