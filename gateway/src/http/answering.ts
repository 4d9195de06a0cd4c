import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { errors, GatewayError, messageOf, type ErrorCode } from '../errors.ts'
import { send, type Answer } from './answer.ts'
import { recordRequest, type RequestRecord } from './request-log.ts'

export type Handle = (incoming: IncomingMessage, outgoing: ServerResponse, record: RequestRecord) => Promise<void>

export type AnsweringOptions = Readonly<{
  handle: Handle
  /** How an error looks from outside. */
  refuse: (code: ErrorCode, incoming: IncomingMessage, record: RequestRecord) => Answer | Promise<Answer>
  https: boolean
  log: Logger
  now: () => Date
}>

/** One request, one line in the log, one answer: whatever `handle` throws becomes the answer of the catalogue. */
export function answering({ handle, refuse, https, log, now }: AnsweringOptions): RequestListener {
  async function fail(error: unknown, incoming: IncomingMessage, outgoing: ServerResponse, record: RequestRecord) {
    const code = error instanceof GatewayError ? error.code : 'GW_UNEXPECTED'
    record.reason = code
    const detail = error instanceof GatewayError ? error.detail : messageOf(error)
    if (detail !== undefined) record.detail = detail
    if (errors[code].status >= 500) log.error({ err: error, request_id: record.requestId }, errors[code].title)
    if (outgoing.headersSent) outgoing.destroy()
    else send(incoming, outgoing, await refuse(code, incoming, record), https)
  }

  return (incoming, outgoing) => {
    const record = recordRequest(incoming, outgoing, { log, now })
    handle(incoming, outgoing, record)
      .catch((error: unknown) => fail(error, incoming, outgoing, record))
      .catch((error: unknown) => {
        log.error({ err: error, request_id: record.requestId }, 'the answer could not be sent')
        outgoing.destroy()
      })
  }
}

/** Said once a request is allowed, so that a refused upload costs nobody its bytes (RFC 9110 §10.1.1). */
export function sayContinue(incoming: IncomingMessage, outgoing: ServerResponse): void {
  if (incoming.headers.expect?.toLowerCase() === '100-continue') outgoing.writeContinue()
}
