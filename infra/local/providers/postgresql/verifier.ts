import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const SCRAM = /^SCRAM-SHA-256\$(?<iterations>\d+):(?<salt>[^$]+)\$(?<storedKey>[^:]+):.+$/

/**
 * Whether a stored verifier belongs to the password: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, where
 * StoredKey = H(HMAC(PBKDF2(password), "Client Key")) (RFC 5802 §3). For another kind of verifier (md5) it is believed:
 * the server says nothing that could refute it cheaply.
 */
export async function isPasswordOf(verifier: string, password: string): Promise<boolean> {
  const { iterations, salt, storedKey } = SCRAM.exec(verifier)?.groups ?? {}
  if (iterations === undefined || salt === undefined || storedKey === undefined) return true
  const salted = await promisify(pbkdf2)(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256')
  const clientKey = createHmac('sha256', salted).update('Client Key').digest()
  const expected = createHash('sha256').update(clientKey).digest()
  const stored = Buffer.from(storedKey, 'base64')
  return stored.length === expected.length && timingSafeEqual(stored, expected)
}
