import type { RequestListener } from 'node:http'
import type { Logger } from 'pino'
import type { Settings } from './config/schema.ts'
import { createAuthenticate } from './http/authenticate.ts'
import { createHandler } from './http/handler.ts'
import { createLogin } from './http/login.ts'
import { createLogout } from './http/logout.ts'
import { createOwnRoutes } from './http/own-routes.ts'
import { createBearer } from './identity/bearer.ts'
import { createKeys } from './identity/jwks.ts'
import type { RelyingParty } from './identity/relying-party.ts'
import { createErrorPages } from './pages/error-pages.ts'
import { createLayout } from './pages/layout.ts'
import type { Cookies } from './session/cookie.ts'
import { createSealer } from './session/sealing.ts'
import type { SessionStore } from './session/store.ts'
import type { Upstream } from './upstream/forward.ts'

export type Dependencies = Readonly<{
  settings: Settings
  relyingParty: RelyingParty
  sessions: SessionStore
  cookies: Cookies
  upstream: Upstream
  log: Logger
  now: () => Date
}>

/** Wires the gateway and starts nothing: what comes out answers requests of node:http. */
export function createApp(dependencies: Dependencies): RequestListener {
  const { settings, relyingParty, sessions, cookies, upstream, log, now } = dependencies
  const publicUrl = settings.GATEWAY_PUBLIC_URL
  const entry = { users: settings.OIDC_GROUP_NAME, administrators: settings.OIDC_ADMIN_GROUP_NAME }
  const providerName = settings.OIDC_PROVIDER_DISPLAY_NAME
  const keys = createKeys({ url: relyingParty.jwksUri, now })
  const flowSealer = createSealer(settings.SECRET_KEY, 'login-flow')
  const tokenSealer = createSealer(settings.SECRET_KEY, 'session-tokens')

  const verifyBearer = createBearer({
    checks: {
      keys,
      issuer: relyingParty.issuer,
      audience: settings.OIDC_AUDIENCE,
      groupsAttribute: settings.OIDC_GROUPS_ATTRIBUTE,
    },
    now,
  })
  const authenticate = createAuthenticate({ cookies, sessions, verifyBearer, now })
  const render = createLayout(relyingParty.endSessionOrigin === undefined ? [] : [relyingParty.endSessionOrigin])
  const errorPages = createErrorPages(render, entry, providerName)
  const ownRoutes = createOwnRoutes({
    publicUrl,
    callbackPath: new URL(settings.OIDC_REDIRECT_URI).pathname,
    entry,
    providerName,
    render,
    errorPages,
    login: createLogin({ relyingParty, sessions, cookies, flowSealer, tokenSealer, now }),
    logout: createLogout({
      relyingParty,
      keys,
      clientId: settings.OIDC_CLIENT_ID,
      sessions,
      cookies,
      tokenSealer,
      now,
    }),
    authenticate,
    cookies,
  })
  return createHandler({ publicUrl, entry, cookies, authenticate, upstream, errorPages, ownRoutes, log, now })
}
