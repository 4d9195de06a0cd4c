import { pino } from 'pino'
import { load } from '../../gateway/src/config/load.ts'
import { start, type Gateway } from '../../gateway/src/start.ts'
import { Browser } from './browser.ts'
import { startIssuer, type Issuer, type IssuerOptions } from './issuer.ts'
import { createTestDatabase, type TestDatabase } from './postgresql.ts'
import { startUpstream, type RecordingUpstream } from './upstream.ts'

export const publicUrl = 'https://mlflow.example.com'

/** The whole gateway with a real issuer, a real PostgreSQL and a recording upstream around it. */
export type World = Readonly<{
  port: number
  url: string
  /** URLs of the two other listeners. */
  admin: string
  traces: string
  gateway: Gateway
  issuer: Issuer
  upstream: RecordingUpstream
  database: TestDatabase
  /** The time that the gateway sees. */
  clock: { offsetSeconds: number }
  /** The log, one parsed line each. */
  log: Record<string, unknown>[]
  browser: () => Browser
  stop: () => Promise<void>
}>

export type WorldOptions = Readonly<{ environment?: Record<string, string>; issuer?: Partial<IssuerOptions> }>

export async function startWorld({ environment = {}, issuer: issuerOptions = {} }: WorldOptions = {}): Promise<World> {
  const [issuer, upstream, database] = await Promise.all([
    startIssuer({
      redirectUri: `${publicUrl}/callback`,
      signedOutUri: `${publicUrl}/oidc/signed-out`,
      ...issuerOptions,
    }),
    startUpstream(),
    createTestDatabase(),
  ])
  const log: Record<string, unknown>[] = []
  const clock = { offsetSeconds: 0 }
  const settings = load({ ...environmentOf(issuer, upstream, database), ...environment })
  const gateway = await start(
    settings,
    pino({ level: 'info' }, { write: (line: string) => void log.push(JSON.parse(line)) }),
    () => new Date(Date.now() + clock.offsetSeconds * 1000),
  )
  return {
    port: gateway.ports.public,
    url: `http://127.0.0.1:${gateway.ports.public}`,
    admin: `http://127.0.0.1:${gateway.ports.admin}`,
    traces: `http://127.0.0.1:${gateway.ports.traces}`,
    gateway,
    issuer,
    upstream,
    database,
    clock,
    log,
    browser: () => new Browser(publicUrl, gateway.ports.public),
    stop: async () => {
      await gateway.stop()
      await Promise.all([issuer.stop(), upstream.stop(), database.drop()])
    },
  }
}

/** What an operator would set for these neighbours. */
export function environmentOf(
  issuer: Pick<Issuer, 'url' | 'client'>,
  upstream: Pick<RecordingUpstream, 'url'>,
  database: Pick<TestDatabase, 'url'>,
): Record<string, string> {
  return {
    GATEWAY_PUBLIC_URL: publicUrl,
    GATEWAY_HOST: '127.0.0.1',
    GATEWAY_PORT: '0',
    GATEWAY_ADMIN_PORT: '0',
    GATEWAY_TRACES_PORT: '0',
    GATEWAY_UPSTREAM_URL: upstream.url,
    GATEWAY_START_TIMEOUT_SECONDS: '0',
    GATEWAY_DRAIN_SECONDS: '5',
    OIDC_DISCOVERY_URL: issuer.url,
    OIDC_CLIENT_ID: issuer.client.id,
    OIDC_CLIENT_SECRET: issuer.client.secret,
    OIDC_AUDIENCE: 'mlflow',
    OIDC_GROUP_NAME: 'mlflow-users, data-science',
    OIDC_ADMIN_GROUP_NAME: 'mlflow-admins',
    OIDC_USERS_DB_URI: database.url,
    SECRET_KEY: 'a secret of a test that is long enough to be one',
  }
}
