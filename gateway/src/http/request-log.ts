import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'

/** What is known of a request when it is over. Filled in on its way. */
export type RequestRecord = {
  readonly requestId: string
  subject?: string
  /** Why it was allowed, refused or failed. */
  reason?: string
  /** The failed check or the error behind it; for the log alone. */
  detail?: string
}

/**
 * One line for each request, when it is over. The path goes without its query, which holds codes, tokens and filters;
 * no header, cookie or body is ever logged. JSON keeps whatever the path contains on one line.
 */
export function recordRequest(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  dependencies: Readonly<{ log: Logger; now: () => Date }>,
): RequestRecord {
  const record: RequestRecord = { requestId: randomUUID() }
  const started = dependencies.now().getTime()
  const path = (incoming.url ?? '').split(/[?#]/, 1)[0]
  outgoing.setHeader('X-Request-Id', record.requestId)
  outgoing.once('close', () => {
    const { requestId, ...rest } = record
    dependencies.log.info(
      {
        request_id: requestId,
        method: incoming.method,
        path,
        status: outgoing.statusCode,
        complete: outgoing.writableFinished,
        duration_ms: dependencies.now().getTime() - started,
        ...rest,
      },
      'request',
    )
  })
  return record
}
