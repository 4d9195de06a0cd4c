/** Who asks, once proven. */
export type Principal = Readonly<{
  kind: 'person' | 'service'
  issuer: string
  /** `sub`: the only claim that never changes hands (OIDC Core §5.7). */
  subject: string
  /** For people to read; nothing is decided by it. */
  name: string
  email: string | undefined
  groups: readonly string[]
  credential: 'session' | 'bearer'
}>

type Claims = Readonly<Record<string, unknown>>

/** A name that people recognise, from the claims of OIDC Core §5.1; the subject where there is none. */
export function displayName(claims: Claims, subject: string): string {
  for (const claim of ['preferred_username', 'name', 'email']) {
    const value = claims[claim]
    if (typeof value === 'string' && value !== '') return value
  }
  return subject
}

/** `email`, unless the issuer says that nobody has verified it. */
export function emailOf(claims: Claims): string | undefined {
  const { email, email_verified } = claims as { email?: unknown; email_verified?: unknown }
  return typeof email === 'string' && email_verified !== false ? email : undefined
}
