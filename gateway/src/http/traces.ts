import type { IncomingMessage, RequestListener } from 'node:http'
import type { Logger } from 'pino'
import { GatewayError } from '../errors.ts'
import type { Cookies } from '../session/cookie.ts'
import type { Upstream } from '../upstream/forward.ts'
import { ambiguousHeader } from './ambiguous-headers.ts'
import { errorAnswer } from './answer.ts'
import { answering, sayContinue } from './answering.ts'

export type TracesDependencies = Readonly<{
  upstream: Upstream
  cookies: Cookies
  maximumBytes: number
  https: boolean
  log: Logger
  now: () => Date
}>

/** The one target, byte for byte: a query, a slash or an escape more is another one. */
const tracesPath = '/v1/traces'
/** The only encoding of OTLP/HTTP that MLflow reads. */
const protobuf = /^application\/x-protobuf\s*(?:;|$)/i

/**
 * The traces listener: it forwards `POST /v1/traces` and nothing else. It asks for no credential, because it stands where
 * the mesh lets nobody but the collector through; so what comes in as a claim of identity is dropped, as everywhere.
 */
export function createTraces({
  upstream,
  cookies,
  maximumBytes,
  https,
  log,
  now,
}: TracesDependencies): RequestListener {
  return answering({
    https,
    log,
    now,
    refuse: (code, _incoming, { requestId }) => {
      const answer = errorAnswer(code, requestId)
      return code === 'GW_METHOD_REFUSED' ? { ...answer, headers: [...answer.headers, 'Allow', 'POST'] } : answer
    },
    async handle(incoming, outgoing, record) {
      if (incoming.url !== tracesPath) throw new GatewayError('GW_NOT_ON_THIS_LISTENER')
      if (incoming.method !== 'POST') throw new GatewayError('GW_METHOD_REFUSED')
      const header = ambiguousHeader(incoming.rawHeaders, cookies.sessionName)
      if (header !== undefined) throw new GatewayError('GW_HEADER_AMBIGUOUS', { detail: header })
      if (!protobuf.test(incoming.headers['content-type'] ?? '')) throw new GatewayError('GW_MEDIA_TYPE_REFUSED')
      if (announcedBytes(incoming) > maximumBytes) throw new GatewayError('GW_BODY_TOO_LARGE')
      record.reason = 'traces'
      sayContinue(incoming, outgoing)
      return upstream.forward({ incoming, outgoing, path: tracesPath, requestId: record.requestId, maximumBytes })
    },
  })
}

/** A body of unknown length announces nothing; it is counted on its way. */
function announcedBytes({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0)
}
