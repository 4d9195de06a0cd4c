import { keep, pairs, type RawHeaders } from './headers.ts'

export type ResponseContext = Readonly<{
  upstreamOrigin: string
  /** The decoded path of the request. */
  path: string
  https: boolean
  isOwnCookie: (name: string) => boolean
}>

/** MLflow's UI shows a trace in a frame of its own from here. */
const framedPath = '/static-files/lib/notebook-trace-renderer/'
/** Files of a release, named by their content: safe to keep. Everything else may show what its reader may no longer see. */
const cacheablePath = '/static-files/'

const ours = new Set([
  'x-content-type-options',
  'referrer-policy',
  'cross-origin-opener-policy',
  'strict-transport-security',
  'x-request-id',
  'server',
])

/** The response headers that reach the client: nothing of the upstream's hop, names, cross-origin grants or cookies of ours. */
export function responseHeaders(raw: RawHeaders, context: ResponseContext): string[] {
  const cacheable = context.path.startsWith(cacheablePath)
  const kept = keep(raw, (name, value) => {
    if (ours.has(name) || name.startsWith('access-control-')) return false
    if (name === 'cache-control' && !cacheable) return false
    return name !== 'set-cookie' || !context.isOwnCookie(value.split('=', 1)[0]?.trim() ?? '')
  })
  return [...withOwnLocation(kept, context.upstreamOrigin), ...securityHeaders(context), ...(cacheable ? [] : noStore)]
}

const noStore = ['Cache-Control', 'no-store']

function securityHeaders({ https, path }: ResponseContext): string[] {
  // A policy of the upstream's stays; with two, both hold (CSP Level 3 §8.1).
  const policy = path.startsWith(framedPath)
    ? "object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
    : "object-src 'none'; base-uri 'self'; frame-ancestors 'none'"
  return ['Content-Security-Policy', policy, ...commonHeaders(https)]
}

/** On every response, our own pages' too (OWASP Secure Headers). */
export function commonHeaders(https: boolean): string[] {
  return [
    'X-Content-Type-Options',
    'nosniff',
    'Referrer-Policy',
    'same-origin',
    'Cross-Origin-Opener-Policy',
    'same-origin',
    ...(https ? ['Strict-Transport-Security', 'max-age=31536000'] : []),
  ]
}

/** A redirect of MLflow names MLflow's address, which is neither reachable nor anybody's business. */
function withOwnLocation(headers: RawHeaders, upstreamOrigin: string): string[] {
  return [...pairs(headers)].flatMap(([name, value]) => {
    if (name.toLowerCase() !== 'location') return [name, value]
    const url = URL.parse(value)
    return url?.host === new URL(upstreamOrigin).host ? [name, url.pathname + url.search + url.hash] : [name, value]
  })
}
