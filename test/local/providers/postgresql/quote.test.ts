import { PGlite } from '@electric-sql/pglite'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identifier, literal } from '../../../../infra/local/providers/postgresql/quote.ts'

describe('quoted SQL text', () => {
  let database: PGlite
  beforeAll(async () => {
    database = await PGlite.create()
  })
  afterAll(async () => await database.close())

  /** What PostgreSQL can hold: no NUL, no half of a character. */
  const text = fc.string({ unit: 'grapheme' }).filter((candidate) => !candidate.includes('\0'))

  it.each(["it's", String.raw`back\slash`, String.raw`\'; DROP ROLE x; --`, '"quoted"', '', '${x}', 'ünïcødé'])(
    'holds %j as it is',
    async (value) => {
      const { rows } = await database.query<{ value: string }>(`SELECT ${literal(value)} AS value`)
      expect(rows).toEqual([{ value }])
    },
  )

  it('holds any text as it is', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        const { rows } = await database.query<{ value: string }>(`SELECT ${literal(value)} AS value`)
        expect(rows).toEqual([{ value }])
      }),
    )
  })

  it('names anything', async () => {
    // PostgreSQL cuts a name after 63 bytes, and refuses an empty one.
    const names = text.filter((candidate) => candidate !== '' && Buffer.byteLength(candidate) < 64)
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const { fields } = await database.query(`SELECT 1 AS ${identifier(name)}`)
        expect(fields.map((field) => field.name)).toEqual([name])
      }),
    )
  })

  it('refuses NUL', () => {
    expect(() => identifier('a\0b')).toThrow("can't hold a NUL")
    expect(() => literal('a\0b')).toThrow("can't hold a NUL")
  })
})
