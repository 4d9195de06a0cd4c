import { createServer, type Server } from 'node:net'
import { defaultPorts, parts, type Part, type Ports } from './parts.ts'
import { Problem } from './problem.ts'

const loopback = '127.0.0.1'

/**
 * Reads `gateway=8090,minio=9100` over the default ports (or over `base`). `origin` is the name of the setting, for the
 * message.
 *
 * @returns the ports and every problem found, so that the caller can tell all at once.
 */
export function parsePorts(
  text: string,
  origin: string,
  base: Ports = defaultPorts,
): { ports: Ports; problems: Problem[] } {
  const ports: Record<Part, number> = { ...base }
  const problems: Problem[] = []
  for (const pair of text.split(',').filter((entry) => entry.trim() !== '')) {
    const [name = '', value = ''] = pair.split('=').map((side) => side.trim())
    const part = parts.find((known) => known === name)
    const port = Number(value)
    if (part === undefined) {
      problems.push(wrong(origin, pair, `there is no part "${name}"`))
    } else if (!/^\d+$/.test(value) || port < 1 || port > 65_535) {
      problems.push(wrong(origin, pair, `"${value}" is not a port (1 to 65535)`))
    } else {
      ports[part] = port
    }
  }
  for (const [index, part] of parts.entries()) {
    const twin = parts.slice(0, index).find((other) => ports[other] === ports[part])
    if (twin !== undefined) problems.push(wrong(origin, text, `${twin} and ${part} both have port ${ports[part]}`))
  }
  return { ports, problems }
}

function wrong(origin: string, entry: string, outcome: string): Problem {
  return new Problem({
    tried: `reading ${origin} "${entry}"`,
    outcome,
    remedy: `Write part=port pairs with commas between them; parts are ${parts.join(', ')}. Example: --ports gateway=8090,minio=9100`,
  })
}

/** One problem for each port that another process holds. */
export async function takenPorts(ports: Ports): Promise<Problem[]> {
  const problems = await Promise.all(
    parts.map(async (part) => {
      try {
        const server = await listen(ports[part])
        await close(server)
        return undefined
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
        return new Problem({
          tried: `port ${ports[part]} for ${part}`,
          outcome:
            code === 'EADDRINUSE'
              ? `another process listens on ${loopback}:${ports[part]} (EADDRINUSE)`
              : `it cannot be listened on (${code})`,
          remedy:
            `End that process (ss -ltnp 'sport = :${ports[part]}' names it), or give ${part} another port: ` +
            `npm start -- --ports ${part}=${ports[part] + 10}`,
          cause: error,
        })
      }
    }),
  )
  return problems.filter((problem) => problem !== undefined)
}

/** Ports that are free now, one for each part: for tests, which must not depend on what else runs on the machine. */
export async function freePorts(): Promise<Ports> {
  const free = await freePortNumbers(parts.length)
  return { ...defaultPorts, ...Object.fromEntries(parts.map((part, index) => [part, free[index]])) }
}

/** Different ports that are free now. */
export async function freePortNumbers(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)))
  const numbers = servers.flatMap((server) => {
    const address = server.address()
    return address !== null && typeof address === 'object' ? [address.port] : []
  })
  await Promise.all(servers.map(close))
  return numbers
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ host: loopback, port, exclusive: true }, () => resolve(server))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}
