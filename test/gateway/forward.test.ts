import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { request as nodeRequest } from 'node:http'
import { Readable } from 'node:stream'
import { Pool } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startWorld, type World } from '../support/gateway.ts'

let world: World
let token: string
beforeAll(async () => {
  world = await startWorld()
  token = await world.issuer.serviceToken('mlflow-ci')
})
afterAll(() => world.stop())
afterEach(() => {
  world.upstream.behaviour.answer = (_incoming, outgoing) => void outgoing.end('ok')
  world.upstream.behaviour.early = false
})

const artifact = '/api/2.0/mlflow-artifacts/artifacts/1/run/artifacts/model.bin'
const mebibyte = 1_048_576
const block = randomBytes(mebibyte)
const digestOf64Blocks = ((): string => {
  const hash = createHash('sha256')
  for (let index = 0; index < 64; index += 1) hash.update(block)
  return hash.digest('hex')
})()
async function* blocks(count: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < count; index += 1) yield block
}
const bearer = (): Record<string, string> => ({ authorization: `Bearer ${token}` })

describe('streaming', () => {
  it.each(['content-length', 'chunked'])('takes 64 MiB up with %s, unchanged', async (framing) => {
    const headers = framing === 'chunked' ? bearer() : { ...bearer(), 'content-length': String(64 * mebibyte) }
    const pool = new Pool(world.url)
    const { statusCode } = await pool.request({
      path: artifact,
      method: 'PUT',
      headers,
      body: Readable.from(blocks(64)),
    })
    await pool.close()
    expect(statusCode).toBe(200)
    expect(world.upstream.received.at(-1)).toMatchObject({
      method: 'PUT',
      url: artifact,
      bytes: 64 * mebibyte,
      sha256: digestOf64Blocks,
    })
  })

  it('brings 64 MiB down, unchanged', async () => {
    world.upstream.behaviour.answer = (_incoming, outgoing) => void Readable.from(blocks(64)).pipe(outgoing)
    const response = await fetch(world.url + artifact, { headers: bearer() })
    const hash = createHash('sha256')
    for await (const chunk of response.body ?? []) hash.update(chunk)
    expect(hash.digest('hex')).toBe(digestOf64Blocks)
  })

  it('holds the upstream back while the client does not read', async () => {
    let sent = 0
    world.upstream.behaviour.answer = (_incoming, outgoing) => {
      const pump = (): void => {
        for (let room = true; room && sent < 256; sent += 1) room = outgoing.write(block)
        if (sent >= 256) outgoing.end()
      }
      outgoing.on('drain', pump)
      pump()
    }
    const outgoing = nodeRequest(world.url + artifact, { headers: bearer() }).end()
    const [incoming] = await once(outgoing, 'response')
    incoming.pause()
    // Buffers of sockets fill up; then nothing moves any more, long before all is sent.
    let last = -1
    await vi.waitUntil(
      () => {
        const still = sent === last
        last = sent
        return still
      },
      { interval: 200, timeout: 10_000 },
    )
    expect(sent).toBeGreaterThan(0)
    expect(sent).toBeLessThan(64)
    outgoing.destroy()
  })

  it('ends the request at MLflow when the client goes away', async () => {
    let closed = false
    world.upstream.behaviour.answer = (_incoming, outgoing) => {
      outgoing.write('the first part')
      outgoing.on('close', () => (closed = true))
    }
    const abort = new AbortController()
    const response = await fetch(world.url + artifact, { headers: bearer(), signal: abort.signal })
    expect(response.status).toBe(200)
    abort.abort()
    await expect.poll(() => closed).toBe(true)
  })

  it('ends an upload at MLflow when the client goes away', async () => {
    let aborted = false
    world.upstream.behaviour.early = true
    world.upstream.behaviour.answer = (incoming) => void incoming.on('close', () => (aborted = true)).resume()
    const outgoing = nodeRequest(world.url + artifact, {
      method: 'PUT',
      headers: { ...bearer(), 'content-length': '1000' },
    })
    outgoing.on('error', () => undefined)
    outgoing.write('some')
    await vi.waitUntil(() => world.upstream.received.at(-1)?.method === 'PUT')
    outgoing.destroy()
    await expect.poll(() => aborted).toBe(true)
  })

  it('passes on all of an answer that comes before the end of the upload', async () => {
    world.upstream.behaviour.early = true
    world.upstream.behaviour.answer = (_incoming, outgoing) => {
      outgoing.writeHead(413)
      Readable.from(blocks(8)).pipe(outgoing)
    }
    const outgoing = nodeRequest(world.url + artifact, {
      method: 'PUT',
      headers: { ...bearer(), 'content-length': '10000000' },
    })
    outgoing.on('error', () => undefined)
    outgoing.write('some')
    const [incoming] = await once(outgoing, 'response')
    expect(incoming.statusCode).toBe(413)
    expect(incoming.headers.connection).toBe('close')
    // The client goes on sending, as one that streams does until it has read the answer.
    let bytes = 0
    for await (const chunk of incoming) {
      bytes += Buffer.from(chunk).length
      outgoing.write('more')
    }
    expect(bytes).toBe(8 * mebibyte)
    outgoing.destroy()
  })
})

describe('an upstream that fails', () => {
  it('before its answer gives 502 in JSON', async () => {
    world.upstream.behaviour.answer = (incoming) => void incoming.socket.destroy()
    const response = await fetch(`${world.url}/api/2.0/mlflow/runs/search`, {
      method: 'POST',
      headers: bearer(),
      body: '{}',
    })
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ error_code: 'TEMPORARILY_UNAVAILABLE' })
  })

  it('in the middle of its answer breaks the connection, so that half is never taken for whole', async () => {
    world.upstream.behaviour.answer = (incoming, outgoing) => {
      outgoing.write('half of the answer', () => incoming.socket.destroy())
    }
    const response = await fetch(world.url + artifact, { headers: bearer() })
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow(/terminated/)
  })

  it('by not being there gives 503 with Retry-After, on /health too', async () => {
    const separate = await startWorld()
    try {
      const headers = { authorization: `Bearer ${await separate.issuer.serviceToken('mlflow-ci')}` }
      expect((await fetch(`${separate.url}/health`)).status).toBe(200)
      await separate.upstream.stop()
      for (const path of ['/api/2.0/mlflow/runs/search', '/health']) {
        const response = await fetch(separate.url + path, { headers })
        expect(response.status).toBe(503)
        expect(response.headers.get('retry-after')).toBe('3')
        expect(await response.text()).not.toContain('127.0.0.1')
      }
    } finally {
      await separate.stop()
    }
  })
})

describe('what reaches MLflow', () => {
  it('is the target as it was sent, and the headers in their order with ours at the end', async () => {
    const path = '/api/2.0/mlflow-artifacts/artifacts/1/a%20b/100%25/%C3%A9.txt?x=%2F..%2F&y=a+b'
    await fetch(world.url + path, {
      headers: {
        ...bearer(),
        'X-MLflow-Client-Version': '3.17.2',
        'User-Agent': 'mlflow-python-client/3.17.2',
        origin: 'http://x',
      },
    })
    const received = world.upstream.received.at(-1)
    expect(received?.url).toBe(path)
    const headers = Object.fromEntries(
      (received?.rawHeaders ?? []).flatMap((name, index, all) =>
        index % 2 === 0 ? [[name.toLowerCase(), all[index + 1]]] : [],
      ),
    )
    expect(headers).toMatchObject({
      host: new URL(world.upstream.url).host,
      'user-agent': 'mlflow-python-client/3.17.2',
      'x-mlflow-client-version': '3.17.2',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
    })
    expect(headers).not.toHaveProperty('origin')
    expect(headers).not.toHaveProperty('authorization')
  })
})

describe('what comes back', () => {
  it('has no header of the hop, no cross-origin grant, no cookie of ours and no address of MLflow', async () => {
    world.upstream.behaviour.answer = (_incoming, outgoing) => {
      outgoing.writeHead(308, [
        'Location',
        `${world.upstream.url}/api/2.0/x?y=1`,
        'Access-Control-Allow-Origin',
        'http://localhost:1',
        'Set-Cookie',
        '__Host-mlf_sid=planted',
        'Set-Cookie',
        'theirs=1',
        'Connection',
        'X-Hop',
        'X-Hop',
        '1',
        'Keep-Alive',
        'timeout=5',
        'X-Frame-Options',
        'SAMEORIGIN',
        'Server',
        'uvicorn',
        'Content-Length',
        '0',
      ])
      outgoing.end()
    }
    const response = await fetch(`${world.url}/api/2.0/x/`, { headers: bearer(), redirect: 'manual' })
    const headers = Object.fromEntries(response.headers)
    expect(headers).toMatchObject({
      location: '/api/2.0/x?y=1',
      'set-cookie': 'theirs=1',
      'x-frame-options': 'SAMEORIGIN',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000',
      'cache-control': 'no-store',
      'content-security-policy': "object-src 'none'; base-uri 'self'; frame-ancestors 'none'",
    })
    for (const name of ['access-control-allow-origin', 'x-hop', 'server']) expect(headers).not.toHaveProperty(name)
  })

  it('of a HEAD has the headers and no body', async () => {
    world.upstream.behaviour.answer = (_incoming, outgoing) =>
      void outgoing.writeHead(200, { 'content-length': '1234' }).end()
    const response = await fetch(world.url + artifact, { method: 'HEAD', headers: bearer() })
    expect(response.headers.get('content-length')).toBe('1234')
    expect(await response.text()).toBe('')
  })
})

describe('Expect: 100-continue', () => {
  it.each([
    ['is answered once the request is allowed', true, 200],
    ['is not, where it is refused: a denied upload costs nobody its bytes', false, 401],
  ])('%s', async (_name, allowed, status) => {
    const headers = { ...(allowed ? bearer() : {}), expect: '100-continue', 'content-length': '4' }
    const outgoing = nodeRequest(world.url + artifact, { method: 'PUT', headers })
    let continued = false
    outgoing.on('continue', () => {
      continued = true
      outgoing.end('body')
    })
    outgoing.flushHeaders()
    const [incoming] = await once(outgoing, 'response')
    incoming.resume()
    expect(incoming.statusCode).toBe(status)
    expect(continued).toBe(allowed)
    outgoing.destroy()
  })

  it('is not needed for a refused upload to see its answer', async () => {
    const response = await fetch(world.url + artifact, { method: 'PUT', body: Buffer.alloc(512 * 1024) })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error_code: 'UNAUTHENTICATED' })
  })
})
