import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LogoutOrder } from '../../../gateway/src/identity/logout-token.ts'
import type { Principal } from '../../../gateway/src/identity/principal.ts'
import { createPostgresSessions } from '../../../gateway/src/session/postgres.ts'
import type { SessionStore } from '../../../gateway/src/session/store.ts'
import { openDatabase, type Database } from '../../../gateway/src/storage/database.ts'
import { migrate } from '../../../gateway/src/storage/migrate.ts'
import { createTestDatabase, type TestDatabase } from '../../support/postgresql.ts'

let server: TestDatabase
let database: Database
const limits = { idleSeconds: 600, absoluteSeconds: 3_600 }
const stores: [string, () => SessionStore][] = [['PostgreSQL', () => createPostgresSessions(database, limits)]]

beforeAll(async () => {
  server = await createTestDatabase()
  database = openDatabase(server.url, () => undefined)
  await migrate(database)
})
afterAll(async () => {
  await database.destroy()
  await server.drop()
})

const alice: Principal = {
  kind: 'person',
  issuer: 'https://issuer.example',
  subject: 'alice',
  name: 'Alice “Ace” \u0041\u030A',
  email: 'alice@example.com',
  groups: ['mlflow-users', 'a "quoted" group'],
  credential: 'session',
}
const start = new Date('2026-01-01T00:00:00Z')
const later = (seconds: number): Date => new Date(start.getTime() + seconds * 1000)

describe.each(stores)('sessions in %s', (_name, store) => {
  async function open(changed: { principal?: Principal; sid?: string } = {}): Promise<Buffer> {
    const id = randomBytes(32)
    const session = {
      id,
      principal: alice,
      sid: undefined,
      sealedTokens: Buffer.from('sealed'),
      createdAt: start,
      ...changed,
    }
    await store().create(session)
    return id
  }
  const lives = async (id: Buffer): Promise<boolean> => (await store().find(id, later(1))) !== undefined
  const order = (changed: Partial<LogoutOrder>): LogoutOrder => ({
    issuer: alice.issuer,
    subject: undefined,
    sid: undefined,
    tokenHash: randomBytes(32),
    forgetAfter: later(600),
    ...changed,
  })

  it('are found as they were created', async () => {
    const id = await open()
    expect(await store().find(id, later(1))).toEqual({ id, principal: alice, sealedTokens: Buffer.from('sealed') })
    expect(await store().find(randomBytes(32), later(1))).toBeUndefined()
  })

  it('live as long as they are used, up to the limit', async () => {
    const id = await open()
    for (let seconds = 590; seconds < 3_600; seconds += 590)
      expect(await store().find(id, later(seconds))).toBeDefined()
    expect(await store().find(id, later(3_600))).toBeUndefined()
  })

  it('end when nobody uses them', async () => {
    const id = await open()
    expect(await store().find(id, later(599))).toBeDefined()
    expect(await store().find(id, later(599 + 600))).toBeUndefined()
  })

  it('end once, and tell what they were', async () => {
    const id = await open()
    expect(await store().end(id)).toMatchObject({ principal: alice })
    expect(await store().end(id)).toBeUndefined()
    expect(await lives(id)).toBe(false)
  })

  it('end by the sid of the issuer, and no other', async () => {
    const [one, two] = [await open({ sid: 's1' }), await open({ sid: 's2' })]
    expect(await store().obey(order({ sid: 's1' }), later(1))).toBe(1)
    expect([await lives(one), await lives(two)]).toEqual([false, true])
  })

  it('end by sid and subject only where both fit', async () => {
    const id = await open({ sid: 's3' })
    expect(await store().obey(order({ sid: 's3', subject: 'ada' }), later(1))).toBe(0)
    expect(await lives(id)).toBe(true)
  })

  it('end by subject all together, and never those of another issuer', async () => {
    const bob = { ...alice, subject: 'bob' }
    const [one, two] = [await open({ principal: bob, sid: 'x' }), await open({ principal: bob })]
    const foreign = await open({ principal: { ...bob, issuer: 'https://other.example' } })
    expect(await store().obey(order({ subject: 'bob' }), later(1))).toBe(2)
    expect([await lives(one), await lives(two), await lives(foreign)]).toEqual([false, false, true])
  })

  it('obey a logout token once, also when it comes twice at the same time', async () => {
    const principal = { ...alice, subject: 'carol' }
    await open({ principal })
    const token = order({ subject: 'carol' })
    const ended = await Promise.all([store().obey(token, later(1)), store().obey(token, later(1))])
    expect(ended.toSorted()).toEqual([0, 1])
    const again = await open({ principal })
    expect(await store().obey(token, later(1))).toBe(0)
    expect(await lives(again)).toBe(true)
  })

  it('hand a sign-in out once, also when it is asked for twice at the same time', async () => {
    const id = randomBytes(32)
    await store().beginFlow(id, Buffer.from('flow'), later(600))
    const taken = await Promise.all([store().takeFlow(id, later(1)), store().takeFlow(id, later(1))])
    expect(taken.filter((flow) => flow !== undefined)).toEqual([Buffer.from('flow')])
  })

  it('do not hand an old sign-in out', async () => {
    const id = randomBytes(32)
    await store().beginFlow(id, Buffer.from('flow'), later(600))
    expect(await store().takeFlow(id, later(600))).toBeUndefined()
  })

  it('are forgotten once they have ended, and no others', async () => {
    const id = await open()
    await store().find(id, later(599))
    await store().purge(later(600))
    expect(await store().find(id, later(601))).toBeDefined()
    await store().purge(later(3_600))
    expect(await store().end(id)).toBeUndefined()
  })
})

describe('migrate', () => {
  it('does nothing the second time, and replicas may start together', async () => {
    const other = await createTestDatabase()
    const replicas = [1, 2, 3].map(() => openDatabase(other.url, () => undefined))
    try {
      const ran = await Promise.all(replicas.map(migrate))
      expect(ran.flat()).toEqual(['0001-sessions'])
    } finally {
      await Promise.all(replicas.map((replica) => replica.destroy()))
      await other.drop()
    }
  })

  it('refuses a schema that a newer gateway has made', async () => {
    await database
      .insertInto('kysely_migration' as 'login_flows')
      .values({ name: '9999-future', timestamp: 'x' } as never)
      .execute()
    await expect(migrate(database)).rejects.toMatchObject({ code: 'GW_DATABASE_MIGRATION_FAILED' })
  })
})

it('a store that cannot be asked throws, and knows nobody', async () => {
  const gone = openDatabase('postgresql://nobody:secret@127.0.0.1:1/nothing', () => undefined)
  const asked = createPostgresSessions(gone, limits).find(randomBytes(32), start)
  await expect(asked).rejects.toMatchObject({
    code: 'GW_DATABASE_UNREACHABLE',
    message: expect.not.stringContaining('secret'),
  })
  await gone.destroy()
})
