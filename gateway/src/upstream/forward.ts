import { Readable } from 'node:stream'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Pool, type Dispatcher } from 'undici'
import { GatewayError, messageOf } from '../errors.ts'
import { readAway } from './read-away.ts'
import { requestHeaders, type RawHeaders } from './headers.ts'
import { responseHeaders, type ResponseContext } from './response-headers.ts'

/** Shorter than uvicorn's five seconds, so that we close an idle connection first and never write into a closing one. */
const keepAliveMilliseconds = 3_000
/** MLflow sends the headers of an artifact only after it has fetched the whole object from the bucket. */
const headersTimeoutMilliseconds = 3_600_000
const connectTimeoutMilliseconds = 5_000
const maximumConnections = 256

export type Forward = (request: ForwardedRequest) => Promise<void>

export type ForwardedRequest = Readonly<{
  incoming: IncomingMessage
  outgoing: ServerResponse
  path: string
  requestId: string
  /** A longer body ends the exchange with GW_BODY_TOO_LARGE; the default is no limit. */
  maximumBytes?: number
}>

export interface Upstream {
  /**
   * Streams the request to MLflow and the answer back. Resolves when the answer is over, or the client is gone.
   *
   * @throws GatewayError GW_UPSTREAM_… as long as nothing of an answer has been sent; after that the connection is
   *   destroyed, so that no client takes half an answer for a whole one.
   */
  readonly forward: Forward
  /** MLflow's own word on its health. */
  health(): Promise<number>
  close(): Promise<void>
}

export type UpstreamOptions = Readonly<{ url: string; publicUrl: string; isOwnCookie: (name: string) => boolean }>

export function createUpstream({ url, publicUrl, isOwnCookie }: UpstreamOptions): Upstream {
  const pool = new Pool(url, {
    connections: maximumConnections,
    pipelining: 1,
    keepAliveTimeout: keepAliveMilliseconds,
    keepAliveMaxTimeout: keepAliveMilliseconds,
    headersTimeout: headersTimeoutMilliseconds,
    // A stream of events may be silent for long; TCP keep-alive notices a dead peer.
    bodyTimeout: 0,
    connect: { timeout: connectTimeoutMilliseconds, keepAlive: true, keepAliveInitialDelay: 30_000 },
  })
  const https = publicUrl.startsWith('https:')

  return {
    forward({ incoming, outgoing, path, requestId, maximumBytes = Infinity }) {
      const stamps = { requestId, clientAddress: incoming.socket.remoteAddress ?? 'unknown', https }
      const context: ResponseContext = { upstreamOrigin: url, path, https, isOwnCookie }
      return new Promise((resolve, reject) => {
        const exchange = new Exchange(incoming, outgoing, context, { resolve, reject })
        pool.dispatch(
          {
            path: incoming.url ?? '/',
            method: incoming.method ?? 'GET',
            headers: requestHeaders(incoming.rawHeaders, stamps),
            body: bodyOf(incoming, maximumBytes),
          },
          exchange,
        )
      })
    },
    async health() {
      const { statusCode, body } = await pool.request({
        path: '/health',
        method: 'GET',
        headersTimeout: connectTimeoutMilliseconds,
        bodyTimeout: connectTimeoutMilliseconds,
      })
      await body.dump()
      return statusCode
    },
    close: () => pool.destroy(),
  }
}

/** The request's body, if it has one (RFC 9112 §6.3). */
function bodyOf(incoming: IncomingMessage, maximumBytes: number): Readable | null {
  const { 'content-length': length, 'transfer-encoding': encoding } = incoming.headers
  if (encoding === undefined && (length === undefined || length === '0')) return null
  // undici destroys the body when MLflow answers early; that must not tear down the client's socket with the answer.
  return Readable.from(limited(incoming.iterator({ destroyOnReturn: false }), maximumBytes), { objectMode: false })
}

async function* limited(chunks: AsyncIterable<Buffer>, maximumBytes: number): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > maximumBytes) throw new GatewayError('GW_BODY_TOO_LARGE')
    yield chunk
  }
}

type Settle = Readonly<{ resolve: () => void; reject: (error: GatewayError) => void }>

/** One request and its answer, with backpressure both ways and an end on either side ending the other. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #incoming: IncomingMessage
  readonly #outgoing: ServerResponse
  readonly #context: ResponseContext
  readonly #settle: Settle
  #controller: Dispatcher.DispatchController | undefined
  #clientGone = false
  #answered = false

  constructor(incoming: IncomingMessage, outgoing: ServerResponse, context: ResponseContext, settle: Settle) {
    this.#incoming = incoming
    this.#outgoing = outgoing
    this.#context = context
    this.#settle = settle
    outgoing.once('close', () => {
      if (outgoing.writableFinished || this.#answered) return
      this.#clientGone = true
      this.#controller?.abort(new Error('the client went away'))
      settle.resolve()
    })
    outgoing.on('drain', () => this.#controller?.resume())
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#clientGone) controller.abort(new Error('the client went away'))
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number): void {
    if (status < 200) return
    const headers = responseHeaders(rawHeadersOf(controller), this.#context)
    // An answer before the end of the request: the rest of the body must not be read as the next request.
    if (!this.#incoming.complete) headers.push('Connection', 'close')
    this.#outgoing.writeHead(status, headers)
    this.#outgoing.flushHeaders()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#outgoing.write(chunk)) controller.pause()
  }

  onResponseEnd(): void {
    this.#answered = true
    if (this.#incoming.complete) this.#outgoing.end()
    else readAway(this.#incoming, () => this.#outgoing.end())
    this.#settle.resolve()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#clientGone) return
    if (this.#outgoing.headersSent) {
      this.#outgoing.destroy(error)
      this.#settle.resolve()
    } else {
      const known = error instanceof GatewayError
      this.#settle.reject(known ? error : new GatewayError(codeOf(error), { detail: messageOf(error), cause: error }))
    }
  }
}

function rawHeadersOf(controller: Dispatcher.DispatchController): RawHeaders {
  const raw = controller.rawHeaders
  return Array.isArray(raw) ? raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1'))) : []
}

const unreachable = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN', 'ETIMEDOUT'])

function codeOf(error: Error): 'GW_UPSTREAM_UNREACHABLE' | 'GW_UPSTREAM_SLOW' | 'GW_UPSTREAM_BROKE' {
  const code = 'code' in error ? String(error.code) : ''
  if (unreachable.has(code) || code === 'UND_ERR_CONNECT_TIMEOUT') return 'GW_UPSTREAM_UNREACHABLE'
  return code === 'UND_ERR_HEADERS_TIMEOUT' ? 'GW_UPSTREAM_SLOW' : 'GW_UPSTREAM_BROKE'
}
