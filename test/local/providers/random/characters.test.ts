import fc from 'fast-check'
import { expect, it } from 'vitest'
import { randomText } from '../../../../infra/local/providers/random/characters.ts'

const composition = fc
  .record({ minLower: fc.nat(5), minUpper: fc.nat(5), minNumeric: fc.nat(5), minSpecial: fc.nat(5), extra: fc.nat(40) })
  .map(({ extra, ...minimums }) => ({
    ...minimums,
    length: minimums.minLower + minimums.minUpper + minimums.minNumeric + minimums.minSpecial + extra,
    lower: true,
    upper: true,
    numeric: true,
    special: true,
  }))
const count = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length

it('has the length and every minimum that was asked for', () => {
  fc.assert(
    fc.property(composition, (asked) => {
      const text = randomText(asked)
      expect(text).toHaveLength(asked.length)
      expect(count(text, /[a-z]/g)).toBeGreaterThanOrEqual(asked.minLower)
      expect(count(text, /[A-Z]/g)).toBeGreaterThanOrEqual(asked.minUpper)
      expect(count(text, /\d/g)).toBeGreaterThanOrEqual(asked.minNumeric)
      expect(count(text, /[^a-zA-Z\d]/g)).toBeGreaterThanOrEqual(asked.minSpecial)
    }),
  )
})

const all = { length: 400, lower: true, upper: true, numeric: true, special: true }
const none = { minLower: 0, minUpper: 0, minNumeric: 0, minSpecial: 0 }

it.each([
  ['no special characters', { ...all, special: false }, /^[a-zA-Z\d]+$/],
  ['digits only', { ...all, special: false, lower: false, upper: false }, /^\d+$/],
  [
    'special characters of its own',
    { ...all, lower: false, upper: false, numeric: false, overrideSpecial: '-_' },
    /^[-_]+$/,
  ],
])('has %s where that was asked for', (_name, asked, pattern) => {
  expect(randomText({ ...none, ...asked })).toMatch(pattern)
})
