import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonicalDuration, durationOf, secondsOf } from '../../../../infra/local/providers/keycloak/duration.ts'

it.each([
  ['30s', '30s'],
  ['300s', '5m0s'],
  ['5m', '5m0s'],
  ['5m0s', '5m0s'],
  ['90m', '1h30m0s'],
  ['10h', '10h0m0s'],
  ['720h0m0s', '720h0m0s'],
  ['0', '0s'],
])('writes %s as Go does: %s', (text, canonical) => expect(canonicalDuration(text)).toBe(canonical))

it.each(['', '5', 'm', '5 m', '-5m', '1.5h', '5d', '5mm', 'soon'])('refuses %j', (text) =>
  expect(() => secondsOf(text)).toThrow('must be a duration like'),
)

it('reads back every duration that it writes', () => {
  fc.assert(fc.property(fc.nat(), (seconds) => secondsOf(durationOf(seconds)) === seconds))
})
