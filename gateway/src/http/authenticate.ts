import type { IncomingMessage } from 'node:http'
import type { ErrorCode } from '../errors.ts'
import type { VerifyBearer } from '../identity/bearer.ts'
import type { Principal } from '../identity/principal.ts'
import { cookieValues, type Cookies } from '../session/cookie.ts'
import { hashSecret } from '../session/secret.ts'
import type { Session, SessionStore } from '../session/store.ts'

export type Authentication =
  | Readonly<{ outcome: 'principal'; principal: Principal; session: Session | undefined }>
  | Readonly<{ outcome: 'none' }>
  | Readonly<{ outcome: 'refused'; code: ErrorCode; /** For the log. */ check: string }>

export type Authenticate = (incoming: IncomingMessage) => Promise<Authentication>

export type Credentials = Readonly<{
  cookies: Cookies
  sessions: SessionStore
  verifyBearer: VerifyBearer
  now: () => Date
}>

/** Proves who sends a request. A credential that came and does not hold is a refusal, never "nobody". */
export function createAuthenticate({ cookies, sessions, verifyBearer, now }: Credentials): Authenticate {
  async function bySession(secret: string): Promise<Authentication> {
    const id = hashSecret(secret)
    const session = id === undefined ? undefined : await sessions.find(id, now())
    // An ended session is as good as none: its owner simply signs in again.
    return session === undefined ? { outcome: 'none' } : { outcome: 'principal', principal: session.principal, session }
  }

  async function byHeader(value: string): Promise<Authentication> {
    const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(value)?.[1]
    if (token === undefined) {
      const code = /^Bearer(?: |$)/i.test(value) ? 'GW_TOKEN_INVALID' : 'GW_SCHEME_UNSUPPORTED'
      return { outcome: 'refused', code, check: 'syntax' }
    }
    const result = await verifyBearer(token)
    if (!result.ok) return { outcome: 'refused', code: 'GW_TOKEN_INVALID', check: result.check }
    return { outcome: 'principal', principal: result.verified.principal, session: undefined }
  }

  return async (incoming) => {
    const { authorization, cookie } = incoming.headers
    const [secret] = cookieValues(cookie, cookies.sessionName)
    if (authorization !== undefined && secret !== undefined) {
      return { outcome: 'refused', code: 'GW_TWO_CREDENTIALS', check: 'bearer-and-cookie' }
    }
    if (authorization !== undefined) return byHeader(authorization)
    return secret === undefined ? { outcome: 'none' } : bySession(secret)
  }
}
