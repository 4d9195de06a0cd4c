import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { request } from 'undici'
import { z } from 'zod'
import { GatewayError, messageOf } from '../errors.ts'

/** After this the keys are fetched again in the background, so that a withdrawn key stops working. */
const freshMilliseconds = 600_000
/** An unknown `kid` costs at most one fetch in this time, whoever sends how many. */
const cooldownMilliseconds = 30_000
const timeoutMilliseconds = 5_000
const maximumBytes = 1_048_576
const maximumKeys = 100

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(maximumKeys) })

type Clock = () => Date

/**
 * The issuer's keys (RFC 7517 §5). Once fetched they serve on while the issuer is away: an outage there must not lock
 * everybody out here. jose's own remote set fails closed after ten minutes, hence this one.
 *
 * @throws jose's JWKSNoMatchingKey, or GatewayError GW_ISSUER_UNREACHABLE while there has never been a key set.
 */
export function createKeys(options: { url: string; now: Clock }): JWTVerifyGetKey {
  let known: JWTVerifyGetKey = () => Promise.reject(new GatewayError('GW_ISSUER_UNREACHABLE'))
  let fetchedAt = 0
  let triedAt = 0
  let pending: Promise<void> | undefined

  async function refresh(): Promise<void> {
    triedAt = options.now().getTime()
    known = createLocalJWKSet(await fetchKeySet(options.url))
    fetchedAt = options.now().getTime()
  }
  /** Many requests, one fetch. */
  const refreshOnce = (): Promise<void> => (pending ??= refresh().finally(() => (pending = undefined)))
  const mayTry = (): boolean => options.now().getTime() - triedAt >= cooldownMilliseconds

  return async (header, token) => {
    if (fetchedAt === 0) {
      if (pending === undefined && triedAt !== 0 && !mayTry()) throw new GatewayError('GW_ISSUER_UNREACHABLE')
      await refreshOnce()
    } else if (options.now().getTime() - fetchedAt >= freshMilliseconds && mayTry()) {
      refreshOnce().catch(() => undefined) // the old keys serve on; the next request after the cooldown tries again
    }
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !(pending !== undefined || mayTry())) throw error
      await refreshOnce().catch(() => undefined)
      return known(header, token)
    }
  }
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maximumBytes) throw new Error(`more than ${maximumBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Redirects are not followed: undici's `request` returns them, and they are no 200 (SSRF by configuration). */
async function fetchKeySet(url: string): Promise<JSONWebKeySet> {
  try {
    const { statusCode, body } = await request(url, {
      headers: { accept: 'application/jwk-set+json, application/json' },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    })
    if (statusCode !== 200) {
      await body.dump()
      throw new Error(`status ${statusCode}`)
    }
    return keySet.parse(JSON.parse(await readText(body)))
  } catch (cause) {
    throw new GatewayError('GW_ISSUER_UNREACHABLE', { detail: `GET ${url}: ${messageOf(cause)}`, cause })
  }
}
