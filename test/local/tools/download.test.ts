import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { download } from '../../../infra/local/tools/download.ts'
import { publishedDigest } from '../../../infra/local/tools/published-digest.ts'

const content = randomBytes(300_000)
const sha256 = createHash('sha256').update(content).digest('hex')
const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** A publisher; `answer` gets the number of the request, from 1. */
async function publisher(answer: (request: IncomingMessage, response: ServerResponse, count: number) => void) {
  const ranges: (string | undefined)[] = []
  const server = createServer((request, response) => {
    ranges.push(request.headers.range)
    answer(request, response, ranges.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/tool.tar.gz`, ranges }
}

/** Sends what the Range header asks for, as a well-made server does. */
function serve(request: IncomingMessage, response: ServerResponse, body = content): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (start >= body.length) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end()
    return
  }
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': body.length - start,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${body.length - 1}/${body.length}` } : {}),
  })
  response.end(body.subarray(start))
}

/** Promises all of it, sends a part, and breaks the connection once some of that has arrived on the disk. */
function breakAfter(bytes: number, response: ServerResponse, file: string): void {
  response.writeHead(200, { 'content-length': content.length })
  response.write(content.subarray(0, bytes))
  const arrived = () => (statSync(`${file}.part`, { throwIfNoEntry: false })?.size ?? 0) > 0
  // A broken connection takes with it what is still under way.
  void vi.waitUntil(arrived, { interval: 5, timeout: 10_000 }).finally(() => response.destroy())
}

function target() {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'gatehouse-download-')), 'tool.tar.gz')
  return { file, digest: { algorithm: 'sha256', hex: sha256 } as const, delayMs: () => 0 }
}

describe('a download', () => {
  it('lies under its name only when it is whole', async () => {
    const { url } = await publisher((request, response) => serve(request, response))
    const to = target()
    await download({ url, ...to })
    expect(readFileSync(to.file).equals(content)).toBe(true)
    expect(existsSync(`${to.file}.part`)).toBe(false)
  })

  it('that is cut off half-way is resumed where it broke', async () => {
    const to = target()
    const { url, ranges } = await publisher((request, response, count) =>
      count === 1 ? breakAfter(100_000, response, to.file) : serve(request, response),
    )
    await download({ url, ...to })
    expect(readFileSync(to.file).equals(content)).toBe(true)
    expect(ranges).toHaveLength(2)
    expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/)
  })

  it('that an earlier run began is resumed', async () => {
    const { url, ranges } = await publisher((request, response) => serve(request, response))
    const to = target()
    writeFileSync(`${to.file}.part`, content.subarray(0, 1000))
    await download({ url, ...to })
    expect(ranges).toEqual(['bytes=1000-'])
    expect(readFileSync(to.file).equals(content)).toBe(true)
  })

  it('is begun anew when the server does not resume', async () => {
    const { url } = await publisher((_request, response) => response.writeHead(200).end(content))
    const to = target()
    writeFileSync(`${to.file}.part`, 'something else')
    await download({ url, ...to })
    expect(readFileSync(to.file).equals(content)).toBe(true)
  })

  it('that an earlier run had whole is verified and used', async () => {
    const { url } = await publisher((request, response) => serve(request, response))
    const to = target()
    writeFileSync(`${to.file}.part`, content)
    await download({ url, ...to })
    expect(readFileSync(to.file).equals(content)).toBe(true)
  })

  it('whose kept part is of another file is thrown away and begun anew', async () => {
    const { url, ranges } = await publisher((request, response) => serve(request, response))
    const to = target()
    writeFileSync(`${to.file}.part`, randomBytes(1000))
    await download({ url, ...to })
    expect(ranges).toEqual(['bytes=1000-', undefined])
    expect(readFileSync(to.file).equals(content)).toBe(true)
  })

  it('with a wrong digest is never used', async () => {
    const { url } = await publisher((request, response) => serve(request, response, randomBytes(5000)))
    const to = target()
    await expect(download({ url, ...to, attempts: 2 })).rejects.toMatchObject({
      name: 'Problem',
      outcome: expect.stringContaining(`not ${sha256}`),
    })
    expect(existsSync(to.file)).toBe(false)
    expect(existsSync(`${to.file}.part`)).toBe(false)
  })

  it('that never gets through is given up with what came back, and what arrived is kept', async () => {
    const to = target()
    const { url } = await publisher((_request, response) => breakAfter(50_000, response, to.file))
    await expect(download({ url, ...to, attempts: 1 })).rejects.toMatchObject({ tried: `downloading ${url}` })
    expect(existsSync(to.file)).toBe(false)
    expect(content.subarray(0, 50_000).equals(readFileSync(`${to.file}.part`).subarray(0, 50_000))).toBe(true)
  })

  it('that is refused is not asked for again', async () => {
    const { url, ranges } = await publisher((_request, response) => response.writeHead(404).end())
    await expect(download({ url, ...target() })).rejects.toMatchObject({ outcome: expect.stringContaining('404') })
    expect(ranges).toHaveLength(1)
  })
})

describe('a published digest', () => {
  it.each([
    ['a list of several', `${'0'.repeat(64)}  other.tar.gz\n${sha256}  tool.tar.gz\n`],
    ['the binary-mode star', `${sha256} *tool.tar.gz\n`],
    ['the digest alone', `${sha256}\n`],
  ])('is read from %s', async (_name, text) => {
    const { url } = await publisher((_request, response) => response.end(text))
    const digest = await publishedDigest(url, 'tool.tar.gz', 'sha256', new AbortController().signal)
    expect(digest).toEqual({ algorithm: 'sha256', hex: sha256 })
  })

  it('that does not name the file is an error, not a pass', async () => {
    const { url } = await publisher((_request, response) => response.end(`${sha256}  other.tar.gz\n`))
    await expect(publishedDigest(url, 'tool.tar.gz', 'sha256', new AbortController().signal)).rejects.toThrow(
      'no sha256 of tool.tar.gz',
    )
  })
})
