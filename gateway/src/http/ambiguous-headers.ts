import { cookieValues } from '../session/cookie.ts'
import { pairs, type RawHeaders } from '../upstream/headers.ts'

/** Two of these are two answers to one question; Node takes the first, other servers the last. */
const single = [
  'host',
  'authorization',
  'cookie',
  'content-length',
  'content-type',
  'origin',
  'x-mlflow-experiment-id',
  'x-mlflow-run-id',
]

/** The name of a header that makes the request ambiguous, or nothing. */
export function ambiguousHeader(raw: RawHeaders, sessionCookie: string): string | undefined {
  const seen = new Set<string>()
  for (const [original, value] of pairs(raw)) {
    const name = original.toLowerCase()
    // WSGI turns X_Forwarded_User and X-Forwarded-User into one variable (CVE-2025-64484).
    if (name.includes('_')) return name
    if (seen.has(name) && single.includes(name)) return name
    seen.add(name)
    // Another host of the domain may have set a second one; which of them would be ours?
    if (name === 'cookie' && cookieValues(value, sessionCookie).length > 1) return name
  }
  return undefined
}
