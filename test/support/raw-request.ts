import { connect } from 'node:net'

export type RawAnswer = Readonly<{ status: number; head: string; body: string }>

/** Sends bytes as they are and reads until the other side is done: for what no HTTP client would send. */
export function rawRequest(port: number, lines: readonly string[], body = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', reject)
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1')
      const split = text.indexOf('\r\n\r\n')
      resolve({ status: Number(text.split(' ', 2)[1]), head: text.slice(0, split), body: text.slice(split + 4) })
    })
    socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`, 'latin1')
  })
}
