import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { verifyAccessToken, type TokenChecks, type Verification, type Verified } from './access-token.ts'

/** A key that the issuer withdraws stops working after this at the latest, whatever `exp` says. */
const maximumCacheMilliseconds = 600_000
const maximumTokens = 10_000

export type VerifyBearer = (token: string) => Promise<Verification>

/** Verifies Bearer tokens; a token that passed is remembered by its SHA-256, never by itself, until it expires. */
export function createBearer(options: { checks: TokenChecks; now: () => Date }): VerifyBearer {
  const passed = new LRUCache<string, Verified>({ max: maximumTokens })
  return async (token) => {
    const key = createHash('sha256').update(token).digest('base64')
    const known = passed.get(key)
    if (known !== undefined && known.expiresAt * 1000 > options.now().getTime()) return { ok: true, verified: known }
    const result = await verifyAccessToken(token, options.checks, options.now())
    if (!result.ok) return result
    const left = result.verified.expiresAt * 1000 - options.now().getTime()
    if (left > 0) passed.set(key, result.verified, { ttl: Math.min(left, maximumCacheMilliseconds) })
    return result
  }
}
