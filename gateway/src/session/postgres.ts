import { z } from 'zod'
import { GatewayError, messageOf } from '../errors.ts'
import type { Principal } from '../identity/principal.ts'
import type { Database } from '../storage/database.ts'
import type { Session, SessionLimits, SessionStore } from './store.ts'

/** A use is written down at most this often: a page of the UI makes dozens of requests. */
const touchMilliseconds = 60_000

const principal = z.object({
  kind: z.enum(['person', 'service']),
  name: z.string(),
  email: z.string().optional(),
  groups: z.array(z.string()),
})

type Row = Readonly<{ id_hash: Buffer; issuer: string; subject: string; principal: unknown; sealed_tokens: Buffer }>

/** Sessions in PostgreSQL. Each request reads its row, so an end is effective at once on every replica. */
export function createPostgresSessions(database: Database, limits: SessionLimits): SessionStore {
  const oldestUse = (now: Date): Date => new Date(now.getTime() - limits.idleSeconds * 1000)
  const oldestStart = (now: Date): Date => new Date(now.getTime() - limits.absoluteSeconds * 1000)

  const store: SessionStore = {
    async create({ id, principal: { issuer, subject, kind, name, email, groups }, sid, sealedTokens, createdAt }) {
      await database
        .insertInto('sessions')
        .values({
          id_hash: id,
          issuer,
          subject,
          sid: sid ?? null,
          principal: JSON.stringify({ kind, name, email, groups }),
          sealed_tokens: sealedTokens,
          created_at: createdAt,
          last_seen_at: createdAt,
        })
        .execute()
    },

    async find(id, now) {
      const row = await database
        .selectFrom('sessions')
        .selectAll()
        .where('id_hash', '=', id)
        .where('last_seen_at', '>', oldestUse(now))
        .where('created_at', '>', oldestStart(now))
        .executeTakeFirst()
      if (row === undefined) return undefined
      if (now.getTime() - row.last_seen_at.getTime() >= Math.min(touchMilliseconds, limits.idleSeconds * 100)) {
        await database.updateTable('sessions').set({ last_seen_at: now }).where('id_hash', '=', id).execute()
      }
      return read(row)
    },

    async end(id) {
      const row = await database.deleteFrom('sessions').where('id_hash', '=', id).returningAll().executeTakeFirst()
      return row === undefined ? undefined : read(row)
    },

    obey(order, now) {
      // One transaction: a logout that fails half-way may be sent again.
      return database.transaction().execute(async (transaction) => {
        const first = await transaction
          .insertInto('logout_tokens')
          .values({ token_hash: order.tokenHash, forget_after: order.forgetAfter })
          .onConflict((conflict) => conflict.column('token_hash').doNothing())
          .returning('token_hash')
          .executeTakeFirst()
        if (first === undefined) return 0
        const { sid, subject } = order
        const result = await transaction
          .deleteFrom('sessions')
          .where('issuer', '=', order.issuer)
          .where('created_at', '<=', now)
          .$if(sid !== undefined, (query) => query.where('sid', '=', sid ?? ''))
          .$if(subject !== undefined, (query) => query.where('subject', '=', subject ?? ''))
          .executeTakeFirst()
        return Number(result.numDeletedRows)
      })
    },

    async beginFlow(id, sealed, expiresAt) {
      await database.insertInto('login_flows').values({ id_hash: id, sealed, expires_at: expiresAt }).execute()
    },

    async takeFlow(id, now) {
      const row = await database.deleteFrom('login_flows').where('id_hash', '=', id).returningAll().executeTakeFirst()
      return row !== undefined && row.expires_at > now ? row.sealed : undefined
    },

    async purge(now) {
      await database
        .deleteFrom('sessions')
        .where((row) => row.or([row('last_seen_at', '<=', oldestUse(now)), row('created_at', '<=', oldestStart(now))]))
        .execute()
      await database.deleteFrom('login_flows').where('expires_at', '<=', now).execute()
      await database.deleteFrom('logout_tokens').where('forget_after', '<=', now).execute()
    },
  }
  return {
    create: (session) => store.create(session).catch(unavailable),
    find: (id, now) => store.find(id, now).catch(unavailable),
    end: (id) => store.end(id).catch(unavailable),
    obey: (order, now) => store.obey(order, now).catch(unavailable),
    beginFlow: (id, sealed, expiresAt) => store.beginFlow(id, sealed, expiresAt).catch(unavailable),
    takeFlow: (id, now) => store.takeFlow(id, now).catch(unavailable),
    purge: (now) => store.purge(now).catch(unavailable),
  }
}

/** A store that cannot be asked knows nobody: the answer is 503, never "not signed in" and never "let in". */
function unavailable(cause: unknown): never {
  throw new GatewayError('GW_DATABASE_UNREACHABLE', { detail: messageOf(cause), cause })
}

function read(row: Row): Session {
  const { email, ...rest } = principal.parse(row.principal)
  const found: Principal = { ...rest, email, issuer: row.issuer, subject: row.subject, credential: 'session' }
  return { id: row.id_hash, principal: found, sealedTokens: row.sealed_tokens }
}
