import type { IncomingHttpHeaders } from 'node:http'

/**
 * Whether a person is at the other end, looking at the address bar: only then is a redirect or a page an answer.
 * Browsers tell by Fetch Metadata; what does not send it is asked for its `Accept`.
 */
export function isNavigation(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  if (method !== 'GET') return false
  const mode = headers['sec-fetch-mode']
  if (mode === undefined) return /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i.test(headers.accept ?? '')
  // `Sec-Fetch-Dest: iframe` is a navigation as well, but not of the top level: a frame must not start a sign-in.
  return mode === 'navigate' && (headers['sec-fetch-dest'] ?? 'document') === 'document'
}
