import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type ErrorCode } from '../errors.ts'
import type { Page } from '../pages/layout.ts'
import { readAway } from '../upstream/read-away.ts'
import { commonHeaders } from '../upstream/response-headers.ts'

/** Seconds after which a client may ask again, where it is our side that has a problem. */
const retryAfterSeconds = 3

export type Answer = Readonly<{ status: number; headers: readonly string[]; body: string }>

/** An error in MLflow's own form, which its client turns into the fitting exception. */
export function errorAnswer(code: ErrorCode, requestId: string): Answer {
  const { status, error_code, title, remedy } = errors[code]
  return {
    status,
    headers: ['Content-Type', 'application/json', ...challenge(code), ...retryAfter(status)],
    body: JSON.stringify({ error_code, message: `${title}. ${remedy}`, request_id: requestId }),
  }
}

/** A page of ours for somebody at a browser. */
export function pageAnswer(page: Page): Answer {
  return {
    status: page.status,
    // prettier-ignore
    headers: [
      'Content-Type', 'text/html; charset=utf-8',
      'Content-Security-Policy', page.policy,
      'Referrer-Policy', 'no-referrer',
      ...retryAfter(page.status),
    ],
    body: page.html,
  }
}

/** 303, so that whatever the method was, the next request is a GET (RFC 9700 §4.12). */
export function redirectAnswer(location: string): Answer {
  return { status: 303, headers: ['Location', location], body: '' }
}

/** RFC 6750 §3: no `error` where no token came, so that nobody is told off for not having one. */
function challenge(code: ErrorCode): string[] {
  if (errors[code].status !== 401) return []
  const parameters = code === 'GW_TOKEN_INVALID' ? ', error="invalid_token"' : ''
  return ['WWW-Authenticate', `Bearer realm="mlflow"${parameters}`]
}

function retryAfter(status: number): string[] {
  return status === 503 ? ['Retry-After', String(retryAfterSeconds)] : []
}

/** Sends an answer of the gateway's own, also while the request's body is still on its way. */
export function send(incoming: IncomingMessage, outgoing: ServerResponse, answer: Answer, https: boolean): void {
  const body = Buffer.from(answer.body)
  const bodyComes = !incoming.complete && hasBody(incoming)
  // prettier-ignore
  outgoing.writeHead(answer.status, [
    ...without(commonHeaders(https), answer.headers),
    ...answer.headers,
    'Cache-Control', 'no-store',
    'Content-Length', String(body.length),
    ...(bodyComes ? ['Connection', 'close'] : []),
  ])
  // Whoever waits for `100 Continue` sends nothing, so there is nothing to read away.
  if (!bodyComes || incoming.headers.expect !== undefined) {
    outgoing.end(body)
    return
  }
  outgoing.write(body)
  readAway(incoming, () => outgoing.end())
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}

function without(headers: readonly string[], replaced: readonly string[]): string[] {
  const names = new Set(replaced.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()))
  return headers.filter((_, index) => !names.has((headers[index - (index % 2)] ?? '').toLowerCase()))
}
