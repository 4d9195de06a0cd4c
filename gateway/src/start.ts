import type { RequestListener, Server } from 'node:http'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import type { Settings } from './config/schema.ts'
import { GatewayError } from './errors.ts'
import { createAdmin } from './http/admin.ts'
import { signedOutPath } from './http/logout.ts'
import { createReadiness } from './http/readiness.ts'
import { createHttpServer, drain, listen, type Place } from './http/server.ts'
import { createTraces } from './http/traces.ts'
import { discover } from './identity/relying-party.ts'
import { createCookies } from './session/cookie.ts'
import { createPostgresSessions } from './session/postgres.ts'
import { openDatabase, ping } from './storage/database.ts'
import { migrate } from './storage/migrate.ts'
import { createUpstream } from './upstream/forward.ts'

const retryMilliseconds = 1_000
const purgeMilliseconds = 600_000

/** The ports on which a gateway listens. */
export type Ports = Readonly<{ public: number; admin: number; traces: number | undefined }>

export type Gateway = Readonly<{
  ports: Ports
  /** Says that it is not ready, takes no more requests, lets the running ones finish, and closes everything. */
  stop(): Promise<void>
}>

/**
 * Listens for probes, connects to the database and the issuer, then listens for everybody.
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
  const readiness = createReadiness({
    log,
    checks: {
      GW_DATABASE_UNREACHABLE: () => ping(database),
      GW_UPSTREAM_UNREACHABLE: async () => {
        const status = await upstream.health()
        if (status !== 200) throw new Error(`/health answered ${status}`)
      },
    },
  })
  const admin = createHttpServer(createAdmin(readiness))
  const serving: Server[] = []
  // Probes are answered to the end: an orchestrator that hears nothing would kill what is still being drained.
  const close = async (seconds: number): Promise<void> => {
    await Promise.all(serving.map((server) => drain(server, seconds)))
    await drain(admin, 0)
    await upstream.close()
    await database.destroy()
  }

  try {
    const adminPort = await listen(admin, {
      host: settings.GATEWAY_ADMIN_HOST,
      port: settings.GATEWAY_ADMIN_PORT,
      settings: 'GATEWAY_ADMIN_HOST and GATEWAY_ADMIN_PORT',
    })
    log.info({ admin_port: adminPort }, 'answering probes')
    const patience = { seconds: settings.GATEWAY_START_TIMEOUT_SECONDS, log, now }
    const ran = await persist(() => migrate(database), patience)
    if (ran.length > 0) log.info({ migrations: ran }, 'the schema of the database is up to date')
    const relyingParty = await persist(() => discover(relyingPartyOptions(settings)), patience)
    const sessions = createPostgresSessions(database, {
      idleSeconds: settings.GATEWAY_SESSION_IDLE_SECONDS,
      absoluteSeconds: settings.GATEWAY_SESSION_ABSOLUTE_SECONDS,
    })
    const serve = (listener: RequestListener, place: Place): Promise<number> => {
      const server = createHttpServer(listener)
      serving.push(server)
      return listen(server, place)
    }
    const publicPort = await serve(createApp({ settings, relyingParty, sessions, cookies, upstream, log, now }), {
      host: settings.GATEWAY_HOST,
      port: settings.GATEWAY_PORT,
      settings: 'GATEWAY_HOST and GATEWAY_PORT',
    })
    const tracesPort =
      settings.GATEWAY_TRACES_PORT === undefined
        ? undefined
        : await serve(
            createTraces({
              upstream,
              cookies,
              maximumBytes: settings.GATEWAY_TRACES_MAX_BYTES,
              https: settings.GATEWAY_PUBLIC_URL.startsWith('https:'),
              log: log.child({ listener: 'traces' }),
              now,
            }),
            {
              host: settings.GATEWAY_TRACES_HOST,
              port: settings.GATEWAY_TRACES_PORT,
              settings: 'GATEWAY_TRACES_HOST and GATEWAY_TRACES_PORT',
            },
          )
    readiness.phase = 'serving'
    const purge = setInterval(() => {
      sessions.purge(now()).catch((error: unknown) => log.warn({ err: error }, 'expired sessions could not be removed'))
    }, purgeMilliseconds)
    if (settings.GATEWAY_PUBLIC_URL.startsWith('http:')) {
      log.warn(
        'the public URL is plain http: cookies are sent without Secure, which is for trying out on one machine only',
      )
    }
    return {
      ports: { public: publicPort, admin: adminPort, traces: tracesPort },
      stop() {
        readiness.phase = 'draining'
        clearInterval(purge)
        return close(settings.GATEWAY_DRAIN_SECONDS)
      },
    }
  } catch (error) {
    await close(0)
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
