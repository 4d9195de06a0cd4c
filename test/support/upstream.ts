import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { listen } from './listen.ts'

/** A request as it came over the wire, with its body's size and digest. */
export type Received = Readonly<{
  method: string
  url: string
  rawHeaders: readonly string[]
  bytes: number
  sha256: string
}>

export type RecordingUpstream = Readonly<{
  url: string
  received: Received[]
  /** How it answers; the default says `ok`. Called after the body, unless `early` is set. */
  behaviour: { answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void; early: boolean }
  stop: () => Promise<void>
}>

/** MLflow's stand-in: it writes down everything that reaches it. */
export async function startUpstream(): Promise<RecordingUpstream> {
  const received: Received[] = []
  const behaviour: RecordingUpstream['behaviour'] = {
    answer: (_incoming, outgoing) => void outgoing.end('ok'),
    early: false,
  }
  const server = createServer((incoming, outgoing) => {
    const hash = createHash('sha256')
    let bytes = 0
    const { method = '', url = '', rawHeaders } = incoming
    if (behaviour.early) {
      received.push({ method, url, rawHeaders, bytes, sha256: '' })
      return behaviour.answer(incoming, outgoing)
    }
    incoming.on('data', (chunk: Buffer) => {
      hash.update(chunk)
      bytes += chunk.length
    })
    incoming.on('end', () => {
      if (url !== '/health') received.push({ method, url, rawHeaders, bytes, sha256: hash.digest('hex') })
      behaviour.answer(incoming, outgoing)
    })
    return undefined
  })
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    received,
    behaviour,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The values that a received request has for a header, in any spelling of `-` and `_`, as WSGI would join them. */
export function valuesOf({ rawHeaders }: Received, name: string): string[] {
  const plain = (header: string | undefined): string => (header ?? '').toLowerCase().replaceAll('_', '-')
  return rawHeaders.filter((_, index) => index % 2 === 1 && plain(rawHeaders[index - 1]) === plain(name))
}
