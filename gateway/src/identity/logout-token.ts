import { createHash } from 'node:crypto'
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { allowedAlgorithms, clockToleranceSeconds } from './access-token.ts'

const event = 'http://schemas.openid.net/event/backchannel-logout'
/** A logout token is sent at once; an old one is a replay (Back-Channel Logout §2.6). */
const maximumAgeSeconds = 120
const maximumLength = 16_384

/** What to end: the one session `sid`, or with `subject` alone all sessions of the person. */
export type LogoutOrder = Readonly<{
  issuer: string
  subject: string | undefined
  sid: string | undefined
  /** SHA-256 of `jti`, to know a replay by. */
  tokenHash: Buffer
  /** From when on a replay is refused by its age. */
  forgetAfter: Date
}>

export type LogoutChecks = Readonly<{ keys: JWTVerifyGetKey; issuer: string; clientId: string }>

export type LogoutVerification = Readonly<{ ok: true; order: LogoutOrder }> | Readonly<{ ok: false; check: string }>

/** Verifies a logout token as OIDC Back-Channel Logout 1.0 §2.6 lists the steps. */
export async function verifyLogoutToken(token: string, checks: LogoutChecks, now: Date): Promise<LogoutVerification> {
  if (token.length > maximumLength) return { ok: false, check: 'too-long' }
  try {
    const { payload, protectedHeader } = await jwtVerify(token, checks.keys, {
      algorithms: allowedAlgorithms,
      issuer: checks.issuer,
      audience: checks.clientId,
      requiredClaims: ['iat', 'jti'],
      maxTokenAge: maximumAgeSeconds,
      clockTolerance: clockToleranceSeconds,
      currentDate: now,
    })
    const check = wrongKind(protectedHeader.typ, payload)
    return check === undefined ? { ok: true, order: read(payload, checks.issuer, now) } : { ok: false, check }
  } catch (error) {
    if (error instanceof errors.JWTClaimValidationFailed) return { ok: false, check: `${error.claim}-${error.reason}` }
    if (error instanceof errors.JOSEError) return { ok: false, check: error.code }
    throw error
  }
}

function wrongKind(headerType: string | undefined, payload: JWTPayload): string | undefined {
  const type = headerType?.toLowerCase().replace(/^application\//, '')
  if (type !== 'logout+jwt' && !(type === 'jwt' && payload['typ'] === 'Logout')) return 'typ'
  // An ID token carries the nonce of its login; a logout token must not, lest one pass for the other (§2.4).
  if ('nonce' in payload) return 'nonce'
  const events = payload['events']
  if (typeof events !== 'object' || events === null || !(event in events)) return 'events'
  if (typeof payload.sub !== 'string' && typeof payload['sid'] !== 'string') return 'sub-or-sid'
  return undefined
}

function read(payload: JWTPayload, issuer: string, now: Date): LogoutOrder {
  const sid = payload['sid']
  return {
    issuer,
    subject: payload.sub,
    sid: typeof sid === 'string' ? sid : undefined,
    tokenHash: createHash('sha256').update(String(payload.jti)).digest(),
    forgetAfter: new Date(now.getTime() + (maximumAgeSeconds + 2 * clockToleranceSeconds) * 1000),
  }
}
