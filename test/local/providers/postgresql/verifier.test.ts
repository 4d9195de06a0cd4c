import { expect, it } from 'vitest'
import { isPasswordOf } from '../../../../infra/local/providers/postgresql/verifier.ts'

/** RFC 7677 §3: the password "pencil" with its salt, 4096 iterations, StoredKey and ServerKey. */
const verifier =
  'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU='

it.each([
  ['the right password', verifier, 'pencil', true],
  ['another password', verifier, 'pencils', false],
  ['a verifier of another kind, which tells nothing', 'md5d41d8cd98f00b204e9800998ecf8427e', 'pencil', true],
])('judges %s', async (_name, stored, password, verdict) => {
  expect(await isPasswordOf(stored, password)).toBe(verdict)
})
