import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { groupsOf } from './groups.ts'
import { displayName, emailOf, type Principal } from './principal.ts'

/** Asymmetric only: with a shared secret anybody who can check a token can make one (RFC 8725 §3.1, §3.2). */
export const allowedAlgorithms = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519']

/** Clocks differ; more than this is a broken clock, not skew. */
export const clockToleranceSeconds = 30
/** A token that outlives a day is a password in disguise. */
const maximumLifetimeSeconds = 86_400

export type TokenChecks = Readonly<{
  keys: JWTVerifyGetKey
  issuer: string
  audience: readonly string[]
  groupsAttribute: string
}>

export type Verified = Readonly<{ principal: Principal; /** Unix time in seconds. */ expiresAt: number }>

export type Verification =
  | Readonly<{ ok: true; verified: Verified }>
  | Readonly<{ ok: false; /** The failed check, for the log; the wire says less. */ check: string }>

/**
 * Verifies a JWT access token (RFC 9068 §4, or Keycloak's own form) and reads the principal from it.
 *
 * @throws GatewayError GW_ISSUER_UNREACHABLE where the keys cannot be had: that is nobody's bad token.
 */
export async function verifyAccessToken(token: string, checks: TokenChecks, now: Date): Promise<Verification> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, checks.keys, {
      algorithms: allowedAlgorithms,
      issuer: checks.issuer,
      audience: [...checks.audience],
      requiredClaims: ['sub', 'exp', 'iat'],
      clockTolerance: clockToleranceSeconds,
      currentDate: now,
    })
    const wrong = wrongKind(protectedHeader.typ, payload)
    return wrong === undefined ? { ok: true, verified: read(payload, checks) } : failed(wrong)
  } catch (error) {
    if (error instanceof errors.JWTClaimValidationFailed) return failed(`${error.claim}-${error.reason}`)
    if (error instanceof errors.JOSEError) return failed(error.code)
    throw error
  }
}

const failed = (check: string): Verification => ({ ok: false, check })

/**
 * Tells access tokens from the issuer's other JWTs, which the same key signs (RFC 8725 §3.11): `at+jwt` by RFC 9068
 * §2.1; Keycloak writes `JWT` into the header and the kind into the payload: Bearer, ID, Refresh, Logout.
 */
function wrongKind(headerType: string | undefined, payload: JWTPayload): string | undefined {
  const type = headerType?.toLowerCase().replace(/^application\//, '')
  const keycloak = type === 'jwt' && payload['typ'] === 'Bearer' && typeof payload['azp'] === 'string'
  if (type !== 'at+jwt' && !keycloak) return 'typ'
  if (typeof payload.sub !== 'string' || payload.sub === '') return 'sub'
  // A token bound to a key is worth nothing without the proof of that key, which we don't ask for (RFC 9449 §6).
  if (payload['cnf'] !== undefined) return 'cnf'
  if ((payload.exp ?? 0) - (payload.iat ?? 0) > maximumLifetimeSeconds) return 'lifetime'
  return undefined
}

function read(payload: JWTPayload, { issuer, groupsAttribute }: TokenChecks): Verified {
  const { sub: subject = '', exp: expiresAt = 0 } = payload
  const client = payload['client_id'] ?? payload['azp']
  const name = displayName(payload, subject)
  // Client credentials: RFC 9068 §2.2 has `sub` = `client_id`, Keycloak a user named after the client.
  const service = typeof client === 'string' && (subject === client || name === `service-account-${client}`)
  const principal: Principal = {
    kind: service ? 'service' : 'person',
    issuer,
    subject,
    name: service ? client : name,
    email: service ? undefined : emailOf(payload),
    groups: groupsOf(payload, groupsAttribute) ?? [],
    credential: 'bearer',
  }
  return { principal, expiresAt }
}
