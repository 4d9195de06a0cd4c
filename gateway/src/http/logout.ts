import type { JWTVerifyGetKey } from 'jose'
import { GatewayError } from '../errors.ts'
import { verifyLogoutToken } from '../identity/logout-token.ts'
import type { RelyingParty } from '../identity/relying-party.ts'
import { cookieValues, type Cookies } from '../session/cookie.ts'
import type { Sealer } from '../session/sealing.ts'
import { hashSecret } from '../session/secret.ts'
import type { Session, SessionStore } from '../session/store.ts'
import { tokensShape } from './login.ts'

export type LogoutDependencies = Readonly<{
  relyingParty: RelyingParty
  keys: JWTVerifyGetKey
  clientId: string
  sessions: SessionStore
  cookies: Cookies
  tokenSealer: Sealer
  now: () => Date
}>

export const signedOutPath = '/oidc/signed-out'

export interface Logout {
  /** Ends the session of this browser. @returns where the browser goes on to (RP-Initiated Logout §2). */
  leave(cookieHeader: string | undefined): Promise<{ location: string; session: Session | undefined }>
  /**
   * Obeys the issuer (Back-Channel Logout §2.5). @returns how many sessions ended.
   *
   * @throws GatewayError GW_LOGOUT_TOKEN_INVALID
   */
  obey(logoutToken: string): Promise<number>
}

export function createLogout(dependencies: LogoutDependencies): Logout {
  const { relyingParty, keys, clientId, sessions, cookies, tokenSealer, now } = dependencies
  return {
    async leave(cookieHeader) {
      const [secret] = cookieValues(cookieHeader, cookies.sessionName)
      const id = secret === undefined ? undefined : hashSecret(secret)
      // Ours ends first: whatever becomes of the redirect, this browser is signed out here.
      const session = id === undefined ? undefined : await sessions.end(id)
      if (session === undefined) return { location: signedOutPath, session }
      const tokens = tokenSealer.open(session.sealedTokens, session.id, tokensShape)
      return { location: relyingParty.endSessionUrl(tokens?.idToken)?.href ?? signedOutPath, session }
    },

    async obey(logoutToken) {
      const result = await verifyLogoutToken(logoutToken, { keys, issuer: relyingParty.issuer, clientId }, now())
      if (!result.ok) throw new GatewayError('GW_LOGOUT_TOKEN_INVALID', { detail: result.check })
      return sessions.obey(result.order, now())
    },
  }
}
