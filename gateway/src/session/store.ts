import type { LogoutOrder } from '../identity/logout-token.ts'
import type { Principal } from '../identity/principal.ts'

/** SHA-256 of the secret in a cookie: who reads the database learns no cookie from it (ASVS 7.2.3). */
export type SecretHash = Buffer

export type NewSession = Readonly<{
  id: SecretHash
  principal: Principal
  /** The issuer's session, by which a back-channel logout names ours. */
  sid: string | undefined
  /** The tokens of the issuer, sealed. */
  sealedTokens: Buffer
  createdAt: Date
}>

export type Session = Readonly<{ id: SecretHash; principal: Principal; sealedTokens: Buffer }>

/** Seconds; a session ends at whichever comes first (ASVS 7.3.1, 7.3.2). */
export type SessionLimits = Readonly<{ idleSeconds: number; absoluteSeconds: number }>

/**
 * The sessions of all replicas. Every store passes the same suite. Time is an argument.
 *
 * @throws GatewayError GW_DATABASE_UNREACHABLE from each method, where the store cannot be asked.
 */
export interface SessionStore {
  create(session: NewSession): Promise<void>
  /** The live session, whose use this is, or undefined. */
  find(id: SecretHash, now: Date): Promise<Session | undefined>
  /** Ends one session; what it was is returned for the issuer's logout. */
  end(id: SecretHash): Promise<Session | undefined>
  /** Ends what the order names, once for each logout token. @returns how many sessions ended. */
  obey(order: LogoutOrder, now: Date): Promise<number>
  /** Keeps the sealed secrets of one sign-in under way. */
  beginFlow(id: SecretHash, sealed: Buffer, expiresAt: Date): Promise<void>
  /** Hands them out once. */
  takeFlow(id: SecretHash, now: Date): Promise<Buffer | undefined>
  /** Forgets what has expired. */
  purge(now: Date): Promise<void>
}
