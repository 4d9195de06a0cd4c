import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { Problem, reasonOf } from '../problem.ts'

/** A file to be fetched. */
export interface Download {
  readonly url: string
  /** Where it lies afterwards, whole and verified. */
  readonly file: string
  readonly digest: Digest
  readonly signal?: AbortSignal | undefined
  /** Bytes had so far, and the total where the server told it. */
  readonly onProgress?: (received: number, total: number | undefined) => void
  /** How often a connection may break before it is given up. */
  readonly attempts?: number
  /** Milliseconds before the n-th new attempt. */
  readonly delayMs?: (attempt: number) => number
}

/** A digest as its publisher gives it. */
export interface Digest {
  readonly algorithm: 'sha256' | 'sha1'
  readonly hex: string
}

/** A connection that sends nothing for this long is taken for broken. */
const idleMs = 30_000

/** An answer that asking again will not change. */
class Refused extends Error {}

/**
 * Fetches a file. It grows as `<file>.part`; a connection that breaks is resumed where it broke (RFC 9110 §14.2), in
 * this run or a later one. The name is given only to a file whose digest is right, so a broken file is never used.
 *
 * @throws {Problem} when it cannot be had.
 */
export async function download(request: Download): Promise<void> {
  const { url, file, attempts = 5, delayMs = (attempt) => 500 * attempt } = request
  const part = `${file}.part`
  await mkdir(path.dirname(file), { recursive: true })
  const failures: string[] = []
  for (let attempt = 1; attempt <= attempts; attempt++) {
    if (attempt > 1) await pause(delayMs(attempt), undefined, request.signal ? { signal: request.signal } : {})
    try {
      await fetchRest(request, part)
      const found = await digestOf(part, request.digest.algorithm)
      if (found === request.digest.hex.toLowerCase()) {
        await rename(part, file)
        return
      }
      await rm(part, { force: true })
      failures.push(`its ${request.digest.algorithm} is ${found}, not ${request.digest.hex}; thrown away`)
    } catch (error) {
      request.signal?.throwIfAborted()
      failures.push(reasonOf(error))
      if (error instanceof Refused) break
    }
  }
  throw new Problem({
    tried: `downloading ${url}`,
    outcome: [...new Set(failures)].join('\n'),
    remedy: 'Check the connection and run the command again: what has arrived is kept and resumed.',
  })
}

async function fetchRest({ url, signal, onProgress }: Download, part: string): Promise<void> {
  const had = await sizeOf(part)
  const idle = new AbortController()
  let timer = setTimeout(() => idle.abort(new Error(`nothing came for ${idleMs / 1000} s`)), idleMs)
  try {
    const response = await fetch(url, {
      headers: had > 0 ? { range: `bytes=${had}-` } : {},
      signal: AbortSignal.any([idle.signal, ...(signal ? [signal] : [])]),
    })
    if (response.status === 416) {
      // What lies there is longer than the file, or is all of it: the digest tells which.
      await response.body?.cancel()
      if (response.headers.get('content-range') === `bytes */${had}`) return
      await rm(part, { force: true })
      throw new Error('the part had so far is longer than the file; begun anew')
    }
    if (response.body === null || (response.status !== 200 && response.status !== 206)) {
      await response.body?.cancel()
      const text = `the server answered ${response.status} ${response.statusText}`.trimEnd()
      throw response.status >= 500 || response.status === 429 ? new Error(text) : new Refused(text)
    }
    const resumed =
      response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${had}-`) === true
    const length = Number(response.headers.get('content-length') ?? Number.NaN)
    const start = resumed ? had : 0
    const total = Number.isNaN(length) ? undefined : start + length
    let received = start
    const target = await open(part, resumed ? 'a' : 'w')
    await pipeline(
      response.body,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          received += chunk.length
          clearTimeout(timer)
          timer = setTimeout(() => idle.abort(new Error(`nothing came for ${idleMs / 1000} s`)), idleMs)
          onProgress?.(received, total)
          yield chunk
        }
      },
      target.createWriteStream(),
    )
    if (total !== undefined && received !== total)
      throw new Error(`the connection ended at ${received} of ${total} bytes`)
  } finally {
    clearTimeout(timer)
  }
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch {
    return 0
  }
}

/** The digest of a file in lower-case hex. */
export async function digestOf(file: string, algorithm: Digest['algorithm']): Promise<string> {
  const hash = createHash(algorithm)
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex')
}
