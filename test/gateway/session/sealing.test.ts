import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { createSealer } from '../../../gateway/src/session/sealing.ts'

const secretKey = 'a secret that is long enough for a test of sealing'
const sealer = createSealer(secretKey, 'session-tokens')
const shape = z.object({ idToken: z.string() })
const value = { idToken: 'eyJ.a.b' }
const id = randomBytes(32)
const sealed = sealer.seal(value, id)

it('opens what it sealed, for the same row', () => {
  expect(sealer.open(sealed, id, shape)).toEqual(value)
})

it('seals the same value differently each time, and readable never', () => {
  expect(sealer.seal(value, id).equals(sealed)).toBe(false)
  expect(sealed.toString('latin1')).not.toContain('eyJ')
})

it.each([
  ['another row', () => sealer.open(sealed, randomBytes(32), shape)],
  ['another key', () => createSealer(`${secretKey}!`, 'session-tokens').open(sealed, id, shape)],
  ['another purpose', () => createSealer(secretKey, 'login-flow').open(sealed, id, shape)],
  ['another shape', () => sealer.open(sealed, id, z.object({ nonce: z.string() }))],
  ['a cut value', () => sealer.open(sealed.subarray(0, 20), id, shape)],
  ['nothing', () => sealer.open(Buffer.alloc(0), id, shape)],
])('opens nothing for %s', (_name, open) => {
  expect(open()).toBeUndefined()
})

it('opens nothing with any one bit changed', () => {
  const opened = Array.from({ length: sealed.length * 8 }, (_, bit) => {
    const changed = Buffer.from(sealed)
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    return sealer.open(changed, id, shape)
  })
  expect(opened.filter((result) => result !== undefined)).toEqual([])
})
