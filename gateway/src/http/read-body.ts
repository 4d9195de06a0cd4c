import type { IncomingMessage } from 'node:http'

/** The body as text, or nothing where it is longer than `maximumBytes`; the rest then stays unread. */
export async function readBody(incoming: IncomingMessage, maximumBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  // Not destroyed on leaving: the answer still has to go out over the same socket.
  for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > maximumBytes) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString('utf8')
}
