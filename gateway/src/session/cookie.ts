import { createHash } from 'node:crypto'

/** Seconds in which a sign-in has to come back (RFC 9700 §2.1.1: short-lived). */
export const flowSeconds = 600

/** More sign-ins under way than this in one browser are abandoned ones, and only lengthen every request. */
const maximumFlows = 5

/** The cookies of the gateway: their names and how they are set, read and removed. */
export interface Cookies {
  readonly sessionName: string
  isOwn(name: string): boolean
  /** The cookie lasts as long as the browser; how long the session lasts is the server's business. */
  setSession(secret: string): string
  clearSession(): string
  flowName(state: string): string
  setFlow(state: string, secret: string): string
  clearFlow(state: string): string
  /** Removals of all flow cookies that a browser sends, once there are too many. */
  clearStaleFlows(header: string | undefined): string[]
}

/**
 * On https the prefix `__Host-` makes the browser keep other hosts and paths from setting the cookie (RFC 6265bis
 * §4.1.3.2). Plain http exists on a loopback host only; cookies ignore ports, hence the port in the name.
 */
export function createCookies(publicUrl: string): Cookies {
  const { protocol, port } = new URL(publicUrl)
  const secure = protocol === 'https:'
  const sessionName = secure ? '__Host-mlf_sid' : `mlf_sid_${port || '80'}`
  const flowPrefix = secure ? '__Host-mlf_f.' : `mlf_f_${port || '80'}.`
  // A removal repeats every attribute, or a browser ignores it for a prefixed name (CVE-2025-55162).
  const attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  const flowName = (state: string): string =>
    flowPrefix + createHash('sha256').update(state).digest('base64url').slice(0, 8)
  const clear = (name: string): string => `${name}=; Max-Age=0; ${attributes}`

  return {
    sessionName,
    isOwn: (name) => name === sessionName || name.startsWith(flowPrefix),
    setSession: (secret) => `${sessionName}=${secret}; ${attributes}`,
    clearSession: () => clear(sessionName),
    flowName,
    setFlow: (state, secret) => `${flowName(state)}=${secret}; Max-Age=${flowSeconds}; ${attributes}`,
    clearFlow: (state) => clear(flowName(state)),
    clearStaleFlows: (header) => {
      const flows = readCookies(header).filter(([name]) => name.startsWith(flowPrefix))
      return flows.length < maximumFlows ? [] : flows.map(([name]) => clear(name))
    },
  }
}

/** The pairs of a Cookie header in their order, duplicates included (RFC 6265 §5.4). */
export function readCookies(header: string | undefined): [name: string, value: string][] {
  if (header === undefined) return []
  return header.split(';').map((pair) => {
    const equals = pair.indexOf('=')
    return equals === -1 ? [pair.trim(), ''] : [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
  })
}

/** All values that a Cookie header gives one name; more than one is ambiguous. */
export function cookieValues(header: string | undefined, name: string): string[] {
  return readCookies(header)
    .filter(([candidate]) => candidate === name)
    .map(([, value]) => value)
}
