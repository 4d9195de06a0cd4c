import { createServer, type Server, type RequestListener } from 'node:http'
import { GatewayError, messageOf } from '../errors.ts'

/** Request heads that come a byte at a time are cut off here (slowloris). */
const headersTimeoutMilliseconds = 15_000
/** Longer than the idle time of usual load balancers, so that they close first. */
const keepAliveMilliseconds = 65_000
const checkMilliseconds = 5_000
/** Everything before the body; a token or a cookie is a fraction of it. More is answered with 431. */
const maximumHeadBytes = 16_384
/** Idle connections are looked for this often once the server is to close. */
const drainCheckMilliseconds = 50

/** The listener on node:http. `requestTimeout` is off: it would end a slow upload of an artifact after five minutes. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(
    {
      requestTimeout: 0,
      maxHeaderSize: maximumHeadBytes,
      headersTimeout: headersTimeoutMilliseconds,
      keepAliveTimeout: keepAliveMilliseconds,
      connectionsCheckingInterval: checkMilliseconds,
    },
    listener,
  )
  // `100 Continue` is said once the request is allowed, so that a refused upload costs nobody its bytes.
  server.on('checkContinue', listener)
  return server
}

export type Place = Readonly<{ host: string; port: number; /** The settings that name it. */ settings: string }>

/**
 * Listens, and tells on which port.
 *
 * @throws GatewayError GW_LISTEN_FAILED
 */
export async function listen(server: Server, { host, port, settings }: Place): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  }).catch((cause: unknown) => {
    throw new GatewayError('GW_LISTEN_FAILED', { detail: `${settings}: ${messageOf(cause)}`, cause })
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** Takes no more connections, lets requests finish for `seconds`, then ends them. */
export async function drain(server: Server, seconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const idle = setInterval(() => server.closeIdleConnections(), drainCheckMilliseconds)
  const limit = setTimeout(() => server.closeAllConnections(), seconds * 1000)
  await closed
  clearInterval(idle)
  clearTimeout(limit)
}
