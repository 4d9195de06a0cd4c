import type { RequestListener } from 'node:http'
import { randomUUID } from 'node:crypto'
import { errorAnswer, send, type Answer } from './answer.ts'
import type { Readiness } from './readiness.ts'

/**
 * The admin listener: probes, and nothing else. It is never routed to, and its requests are not logged, since they come
 * every few seconds for the whole life of the process.
 */
export function createAdmin(readiness: Readiness): RequestListener {
  /** Alive means that this process answers. A neighbour that is away is no reason to restart it. */
  const livez = (): Answer => json(200, { status: 'alive' })

  async function readyz(): Promise<Answer> {
    const reasons = await readiness.reasons()
    return reasons.length === 0 ? json(200, { status: 'ready' }) : json(503, { status: 'not ready', reasons })
  }

  const routes = new Map<string, () => Answer | Promise<Answer>>([
    ['/livez', livez],
    ['/readyz', readyz],
  ])

  return (incoming, outgoing) => {
    const route = routes.get(incoming.url ?? '')
    const answer = async (): Promise<Answer> => {
      if (route === undefined) return errorAnswer('GW_NOT_ON_THIS_LISTENER', randomUUID())
      if (incoming.method === 'GET' || incoming.method === 'HEAD') return route()
      const refused = errorAnswer('GW_METHOD_REFUSED', randomUUID())
      return { ...refused, headers: [...refused.headers, 'Allow', 'GET, HEAD'] }
    }
    answer().then(
      (found) => send(incoming, outgoing, found, false),
      () => outgoing.destroy(),
    )
  }
}

function json(status: number, body: unknown): Answer {
  return { status, headers: ['Content-Type', 'application/json'], body: JSON.stringify(body) }
}
