import type { IncomingMessage } from 'node:http'

const lingerBytes = 1_048_576
const lingerMilliseconds = 2_000

/**
 * Reads on what a client still sends after its answer is decided, and calls `done` when it has ended or sent enough: to
 * close at once would reset the connection, and the reset takes the answer with it (RFC 9112 §9.6).
 */
export function readAway(incoming: IncomingMessage, done: () => void): void {
  let read = 0
  const end = (): void => {
    clearTimeout(timer)
    done()
  }
  const timer = setTimeout(end, lingerMilliseconds).unref()
  incoming.on('data', (chunk: Buffer) => {
    read += chunk.length
    if (read > lingerBytes) end()
  })
  incoming.once('end', end).once('error', end)
}
