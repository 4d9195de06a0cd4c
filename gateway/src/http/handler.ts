import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { decide, type Entry } from '../authorization/decide.ts'
import { refusalOf } from '../authorization/refused-routes.ts'
import { readTarget, type Target } from '../authorization/target.ts'
import { GatewayError, messageOf, type ErrorCode } from '../errors.ts'
import type { Principal } from '../identity/principal.ts'
import type { ErrorPages } from '../pages/error-pages.ts'
import type { Cookies } from '../session/cookie.ts'
import type { Upstream } from '../upstream/forward.ts'
import { ambiguousHeader } from './ambiguous-headers.ts'
import { errorAnswer, pageAnswer, redirectAnswer, send, type Answer } from './answer.ts'
import { answering, sayContinue } from './answering.ts'
import type { Authenticate } from './authenticate.ts'
import { isCrossSite } from './csrf.ts'
import { answers } from './deny.ts'
import { isNavigation } from './navigation.ts'
import type { OwnRoutes } from './own-routes.ts'
import type { RequestRecord } from './request-log.ts'
import { safeReturnPath } from './return-path.ts'

export type HandlerDependencies = Readonly<{
  publicUrl: string
  entry: Entry
  cookies: Cookies
  authenticate: Authenticate
  upstream: Upstream
  errorPages: ErrorPages
  ownRoutes: OwnRoutes
  log: Logger
  now: () => Date
}>

type Request = Readonly<{ incoming: IncomingMessage; outgoing: ServerResponse; record: RequestRecord; target: Target }>

const refusedMethods = new Set(['TRACE', 'TRACK', 'CONNECT'])

/** The way of every request, read top-down: one reading, who, may they, on to MLflow. Anything else is an answer of ours. */
export function createHandler(dependencies: HandlerDependencies): RequestListener {
  const { publicUrl, cookies, upstream, errorPages, ownRoutes } = dependencies
  const https = publicUrl.startsWith('https:')

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse, record: RequestRecord): Promise<void> {
    const header = ambiguousHeader(incoming.rawHeaders, cookies.sessionName)
    if (header !== undefined) throw new GatewayError('GW_HEADER_AMBIGUOUS', { detail: header })
    const target = readTarget(incoming.url ?? '')
    if (target === undefined) throw new GatewayError('GW_REQUEST_AMBIGUOUS')
    if (refusedMethods.has(incoming.method ?? '')) throw new GatewayError('GW_METHOD_REFUSED')

    const request: Request = { incoming, outgoing, record, target }
    if (target.path === '/health') return health(request)
    if (ownRoutes.serves(target.path)) {
      sayContinue(incoming, outgoing)
      return ownRoutes.handle(incoming, outgoing, record)
    }
    const refused = await authorize(request)
    if (refused !== undefined) return send(incoming, outgoing, refused, https)
    sayContinue(incoming, outgoing)
    return upstream.forward({ incoming, outgoing, path: target.path, requestId: record.requestId })
  }

  /** The policy enforcement point: nothing means go on. */
  async function authorize({ incoming, record, target }: Request): Promise<Answer | undefined> {
    const proof = await dependencies.authenticate(incoming)
    if (proof.outcome === 'refused') throw new GatewayError(proof.code, { detail: proof.check })
    const principal = proof.outcome === 'principal' ? proof.principal : undefined
    if (principal !== undefined) record.subject = principal.subject
    if (principal?.credential === 'session' && isCrossSite(incoming.method, incoming.headers, publicUrl)) {
      throw new GatewayError('GW_CROSS_SITE')
    }
    const decision = decide({ subject: principal, entry: dependencies.entry, refusal: refusalOf(target.path) })
    record.reason = decision.reason
    return decision.effect === 'allow' ? undefined : refusal(answers[decision.reason], incoming, record, principal)
  }

  async function refusal(
    code: ErrorCode,
    incoming: IncomingMessage,
    record: RequestRecord,
    principal?: Principal,
  ): Promise<Answer> {
    if (!isNavigation(incoming.method, incoming.headers) || incoming.headers.authorization !== undefined) {
      return errorAnswer(code, record.requestId)
    }
    if (code === 'GW_UNAUTHENTICATED') {
      const back = safeReturnPath(incoming.url, publicUrl)
      return redirectAnswer(`/login?return_to=${encodeURIComponent(back)}`)
    }
    return pageAnswer(await errorPages.render(code, { requestId: record.requestId, principal }))
  }

  /** Probes come without credentials and learn nothing but MLflow's own word. */
  async function health({ incoming, outgoing, record }: Request): Promise<void> {
    if (incoming.method !== 'GET' && incoming.method !== 'HEAD') throw new GatewayError('GW_METHOD_REFUSED')
    record.reason = 'health'
    const status = await upstream.health().catch((cause: unknown) => {
      throw new GatewayError('GW_UPSTREAM_UNREACHABLE', { detail: messageOf(cause), cause })
    })
    if (status !== 200) throw new GatewayError('GW_UPSTREAM_UNREACHABLE', { detail: `/health answered ${status}` })
    send(incoming, outgoing, { status, headers: ['Content-Type', 'text/plain; charset=utf-8'], body: 'OK' }, https)
  }

  return answering({ handle, refuse: refusal, https, log: dependencies.log, now: dependencies.now })
}
