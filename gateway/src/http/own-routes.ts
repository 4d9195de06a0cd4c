import type { IncomingMessage, ServerResponse } from 'node:http'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import type { Entry } from '../authorization/decide.ts'
import { errors, GatewayError, messageOf } from '../errors.ts'
import type { Principal } from '../identity/principal.ts'
import { accountPage, signedOutPage, signOutPage } from '../pages/account-pages.ts'
import { assets } from '../pages/assets.ts'
import type { ErrorPages } from '../pages/error-pages.ts'
import type { RenderPage } from '../pages/layout.ts'
import type { Cookies } from '../session/cookie.ts'
import { commonHeaders } from '../upstream/response-headers.ts'
import { pairs } from '../upstream/headers.ts'
import { errorAnswer, pageAnswer, redirectAnswer, type Answer } from './answer.ts'
import type { Authenticate } from './authenticate.ts'
import { isCrossSite } from './csrf.ts'
import type { Login } from './login.ts'
import { signedOutPath, type Logout } from './logout.ts'
import { isNavigation } from './navigation.ts'
import type { RequestRecord } from './request-log.ts'
import { readBody } from './read-body.ts'
import { safeReturnPath } from './return-path.ts'

type Bindings = HttpBindings & { record: RequestRecord }
type Own = Context<{ Bindings: Bindings }>

export type OwnRoutesDependencies = Readonly<{
  publicUrl: string
  callbackPath: string
  entry: Entry
  providerName: string
  render: RenderPage
  errorPages: ErrorPages
  login: Login
  logout: Logout
  authenticate: Authenticate
  cookies: Cookies
}>

export interface OwnRoutes {
  serves(path: string): boolean
  handle(incoming: IncomingMessage, outgoing: ServerResponse, record: RequestRecord): Promise<void>
}

/** A logout token is far smaller; nothing else is posted to us with a body that matters. */
const maximumBodyBytes = 32_768

/** The gateway's own pages. Everything below /oidc/ is ours and never reaches MLflow. */
export function createOwnRoutes(dependencies: OwnRoutesDependencies): OwnRoutes {
  const { publicUrl, callbackPath, cookies, login, logout, render, providerName } = dependencies
  const app = new Hono<{ Bindings: Bindings }>()

  app.use(async (c, next) => {
    for (const [name, value] of pairs(commonHeaders(publicUrl.startsWith('https:')))) c.header(name, value)
    c.header('Cache-Control', 'no-store')
    await next()
  })

  app.get('/login', async (c) => {
    const returnTo = safeReturnPath(c.req.query('return_to'), publicUrl)
    const { location, cookies: set } = await login.begin(returnTo, c.req.header('cookie'))
    c.env.record.reason = 'sign-in-begun'
    setCookies(c, set)
    return reply(c, redirectAnswer(location))
  })

  app.get(callbackPath, async (c) => {
    const query = new URL(c.req.url).search
    const { location, cookies: set, principal } = await login.finish(query, c.req.header('cookie'))
    c.env.record.reason = 'signed-in'
    c.env.record.subject = principal.subject
    setCookies(c, set)
    return reply(c, redirectAnswer(location))
  })

  app.get('/logout', async (c) => reply(c, pageAnswer(await signOutPage(render, await principalOf(c), providerName))))

  app.post('/logout', async (c) => {
    if (isCrossSite('POST', c.env.incoming.headers, publicUrl)) throw new GatewayError('GW_CROSS_SITE')
    const { location, session } = await logout.leave(c.req.header('cookie'))
    c.env.record.reason = 'signed-out'
    if (session !== undefined) c.env.record.subject = session.principal.subject
    setCookies(c, [cookies.clearSession()])
    // What MLflow's pages left in the browser goes as well, so that the back button shows nothing.
    c.header('Clear-Site-Data', '"cache", "storage"')
    return reply(c, redirectAnswer(location))
  })

  app.get(signedOutPath, async (c) => reply(c, pageAnswer(await signedOutPage(render, providerName))))

  app.get('/oidc/ui', (c) => reply(c, redirectAnswer('/oidc/ui/')))
  app.get('/oidc/ui/', async (c) => {
    const principal = await principalOf(c)
    if (principal === undefined) throw new GatewayError('GW_UNAUTHENTICATED')
    return reply(c, pageAnswer(await accountPage(render, principal, dependencies.entry)))
  })

  for (const { path, type, content } of assets) {
    app.get(path, (c) => {
      c.header('Cache-Control', 'public, max-age=3600')
      return c.body(content, 200, { 'Content-Type': type })
    })
  }

  // No cookie and no other credential counts here: the token is the proof (Back-Channel Logout §2.5).
  app.post('/oidc/backchannel-logout', async (c) => {
    const body = await readBody(c.env.incoming, maximumBodyBytes)
    if (body === undefined) return invalidLogout(c, 'the body is too long')
    const token = new URLSearchParams(body).getAll('logout_token')
    const form = /^application\/x-www-form-urlencoded(?:;|$)/i.test(c.req.header('content-type') ?? '')
    if (!form || token.length !== 1) return invalidLogout(c, 'one logout_token in a form is needed')
    try {
      const ended = await logout.obey(token[0] ?? '')
      c.env.record.reason = 'back-channel-logout'
      c.env.record.detail = `${ended} sessions ended`
      return c.body(null, 200)
    } catch (error) {
      if (error instanceof GatewayError && error.code === 'GW_LOGOUT_TOKEN_INVALID')
        return invalidLogout(c, error.detail)
      throw error
    }
  })

  app.notFound((c) => fail(c, new GatewayError('GW_NOT_FOUND')))
  app.onError((error, c) => fail(c, error))

  async function principalOf(c: Own): Promise<Principal | undefined> {
    const proof = await dependencies.authenticate(c.env.incoming)
    if (proof.outcome === 'refused') throw new GatewayError(proof.code, { detail: proof.check })
    if (proof.outcome === 'none') return undefined
    c.env.record.subject = proof.principal.subject
    return proof.principal
  }

  async function fail(c: Own, error: Error): Promise<Response> {
    const code = error instanceof GatewayError ? error.code : 'GW_UNEXPECTED'
    const { record, incoming } = c.env
    record.reason = code
    record.detail = error instanceof GatewayError ? (error.detail ?? errors[code].title) : messageOf(error)
    if (!isNavigation(incoming.method, incoming.headers)) return reply(c, errorAnswer(code, record.requestId))
    if (code === 'GW_UNAUTHENTICATED') {
      return reply(c, redirectAnswer(`/login?return_to=${encodeURIComponent(safeReturnPath(incoming.url, publicUrl))}`))
    }
    const context = { requestId: record.requestId, principal: undefined }
    return reply(c, pageAnswer(await dependencies.errorPages.render(code, context)))
  }

  // The listener's own binding has no room for the record, so it waits here until its request arrives inside.
  const records = new WeakMap<object, RequestRecord>()
  const listener = getRequestListener(
    (request, env) => {
      const record = records.get(env.incoming)
      if (record === undefined) throw new Error('a request without a record')
      return app.fetch(request, { ...env, record })
    },
    { overrideGlobalObjects: false },
  )
  const paths = new Set(['/login', '/logout', callbackPath])

  return {
    serves: (path) => paths.has(path) || path === '/oidc' || path.startsWith('/oidc/'),
    handle(incoming, outgoing, record) {
      records.set(incoming, record)
      return listener(incoming, outgoing)
    },
  }
}

/** The error response of Back-Channel Logout §2.8. */
function invalidLogout(c: Own, detail: string | undefined): Response {
  c.env.record.reason = 'GW_LOGOUT_TOKEN_INVALID'
  if (detail !== undefined) c.env.record.detail = detail
  return c.json({ error: 'invalid_request', error_description: errors.GW_LOGOUT_TOKEN_INVALID.title }, 400)
}

function setCookies(c: Own, values: readonly string[]): void {
  for (const value of values) c.header('Set-Cookie', value, { append: true })
}

function reply(c: Own, { status, headers, body }: Answer): Response {
  for (const [name, value] of pairs(headers)) c.header(name, value)
  return new Response(body, { status, headers: c.res.headers })
}
