import type { IncomingHttpHeaders } from 'node:http'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Whether a request that a cookie speaks for may have been made by another site's page. The algorithm is that of Go's
 * `http.CrossOriginProtection`: Fetch Metadata where there is any, else `Origin`; a client that sends neither is no
 * browser of this decade, and a cookie in it was put there on purpose.
 */
export function isCrossSite(method: string | undefined, headers: IncomingHttpHeaders, publicUrl: string): boolean {
  if (safeMethods.has(method ?? '')) return false
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return headers.origin !== undefined && headers.origin !== publicUrl
}
