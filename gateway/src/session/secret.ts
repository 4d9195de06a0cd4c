import { createHash, randomBytes } from 'node:crypto'
import type { SecretHash } from './store.ts'

/** 256 bits that nobody guesses (ASVS 7.2.3). */
const secretBytes = 32
const shape = /^[A-Za-z0-9_-]{43}$/

/** A new opaque secret for a cookie. */
export function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url')
}

/** The name in the store of a secret that we made ourselves. */
export function hashOwnSecret(secret: string): SecretHash {
  return createHash('sha256').update(secret).digest()
}

/** What the store knows a secret by, or nothing for a value that we never gave out. */
export function hashSecret(secret: string): SecretHash | undefined {
  return shape.test(secret) ? hashOwnSecret(secret) : undefined
}
