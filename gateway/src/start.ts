import type { Server } from 'node:http'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import type { Settings } from './config/schema.ts'
import { GatewayError, messageOf } from './errors.ts'
import { createHttpServer, drain } from './http/server.ts'
import { signedOutPath } from './http/logout.ts'
import { discover } from './identity/relying-party.ts'
import { createCookies } from './session/cookie.ts'
import { createPostgresSessions } from './session/postgres.ts'
import { openDatabase } from './storage/database.ts'
import { migrate } from './storage/migrate.ts'
import { createUpstream } from './upstream/forward.ts'

const retryMilliseconds = 1_000
const purgeMilliseconds = 600_000

export type Gateway = Readonly<{
  port: number
  /** Takes no more requests, lets the running ones finish, and closes everything. */
  stop(): Promise<void>
}>

/**
 * Connects to the database and the issuer, and listens.
 *
 * @throws GatewayError of the start, after everything opened so far is closed again.
 */
export async function start(settings: Settings, log: Logger, now = (): Date => new Date()): Promise<Gateway> {
  const database = openDatabase(settings.OIDC_USERS_DB_URI, (error) =>
    log.warn({ err: error }, 'a database connection died'),
  )
  const cookies = createCookies(settings.GATEWAY_PUBLIC_URL)
  const upstream = createUpstream({
    url: settings.GATEWAY_UPSTREAM_URL,
    publicUrl: settings.GATEWAY_PUBLIC_URL,
    isOwnCookie: (name) => cookies.isOwn(name),
  })
  const release = async (): Promise<void> => {
    await upstream.close()
    await database.destroy()
  }
  try {
    const patience = { seconds: settings.GATEWAY_START_TIMEOUT_SECONDS, log, now }
    const ran = await persist(() => migrate(database), patience)
    if (ran.length > 0) log.info({ migrations: ran }, 'the schema of the database is up to date')
    const relyingParty = await persist(() => discover(relyingPartyOptions(settings)), patience)
    const sessions = createPostgresSessions(database, {
      idleSeconds: settings.GATEWAY_SESSION_IDLE_SECONDS,
      absoluteSeconds: settings.GATEWAY_SESSION_ABSOLUTE_SECONDS,
    })
    const server = createHttpServer(createApp({ settings, relyingParty, sessions, cookies, upstream, log, now }))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(settings.GATEWAY_PORT, settings.GATEWAY_HOST, resolve)
    }).catch((cause: unknown) => {
      throw new GatewayError('GW_LISTEN_FAILED', { detail: messageOf(cause), cause })
    })
    const purge = setInterval(() => {
      sessions.purge(now()).catch((error: unknown) => log.warn({ err: error }, 'expired sessions could not be removed'))
    }, purgeMilliseconds)
    if (settings.GATEWAY_PUBLIC_URL.startsWith('http:')) {
      log.warn(
        'the public URL is plain http: cookies are sent without Secure, which is for trying out on one machine only',
      )
    }
    return {
      port: portOf(server),
      async stop() {
        clearInterval(purge)
        await drain(server, settings.GATEWAY_DRAIN_SECONDS)
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}

function relyingPartyOptions(settings: Settings): Parameters<typeof discover>[0] {
  return {
    discoveryUrl: settings.OIDC_DISCOVERY_URL,
    clientId: settings.OIDC_CLIENT_ID,
    clientSecret: settings.OIDC_CLIENT_SECRET,
    redirectUri: settings.OIDC_REDIRECT_URI,
    signedOutUri: settings.GATEWAY_PUBLIC_URL + signedOutPath,
    scopes: settings.OIDC_SCOPE,
    groupsAttribute: settings.OIDC_GROUPS_ATTRIBUTE,
  }
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

type Patience = Readonly<{ seconds: number; log: Logger; now: () => Date }>

/** Servers that start together get up in any order, so a silent one is asked again for a while. */
async function persist<Result>(attempt: () => Promise<Result>, { seconds, log, now }: Patience): Promise<Result> {
  const deadline = now().getTime() + seconds * 1000
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      const silent =
        error instanceof GatewayError &&
        (error.code === 'GW_ISSUER_UNREACHABLE' || error.code === 'GW_DATABASE_UNREACHABLE')
      if (!silent || now().getTime() + retryMilliseconds > deadline) throw error
      log.warn({ reason: error.code, detail: error.detail }, 'not there yet, trying again')
      await new Promise((resolve) => setTimeout(resolve, retryMilliseconds))
    }
  }
}
