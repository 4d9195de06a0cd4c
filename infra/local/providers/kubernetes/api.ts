import { setTimeout as pause } from 'node:timers/promises'
import { Agent, fetch, type Response } from 'undici'
import { z } from 'zod'
import type { Plain, PlainObject } from '../definition/property.ts'
import type { ClusterAccess } from './kubeconfig.ts'

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: PlainObject | readonly PlainObject[]
  readonly contentType?:
    'application/json' | 'application/apply-patch+yaml' | 'application/merge-patch+json' | undefined
  readonly signal?: AbortSignal
}

/** An API server, reached as one user. */
export interface Api {
  /** @throws {ApiError} where the server refuses, and other errors where it can't be reached. */
  readonly ask: (call: Call) => Promise<PlainObject>
  /** The answer as it comes, for a watch. */
  readonly stream: (call: Call) => Promise<Response>
  readonly close: () => Promise<void>
}

/** A refusal, in the server's own words. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** The server's word for it: `NotFound`, `AlreadyExists`, `Conflict`, `Invalid`… */
  readonly reason: string

  constructor(status: number, reason: string, message: string) {
    super(message)
    this.status = status
    this.reason = reason
  }
}

/** A server that is busy, or has just learnt a kind, asks to come again (429, RFC 6585); so often as Kubernetes' own client. */
const ATTEMPTS = 10
const patienceMs = (response: Response) => Number(response.headers.get('retry-after') ?? 1) * 1_000

const refusal = z.object({ message: z.string().default('no message'), reason: z.string().default('') })
const anyJson = z.json()

export function connect({ server, ca, token, clientCertificate, clientKey }: ClusterAccess): Api {
  const tls = {
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === undefined ? {} : { cert: clientCertificate }),
    ...(clientKey === undefined ? {} : { key: clientKey }),
  }
  // A watch is silent for as long as nothing happens.
  const dispatcher = new Agent({ connect: tls, bodyTimeout: 0 })

  const once = async ({ method, path, query, body, contentType = 'application/json', signal }: Call) => {
    const url = new URL(path, server)
    for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
    return await fetch(url, {
      method,
      dispatcher,
      signal: signal ?? null,
      headers: {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }
  const stream = async (call: Call): Promise<Response> => {
    for (let attempt = 1; ; attempt += 1) {
      const response = await once(call)
      if (response.ok) return response
      const text = await response.text()
      if (response.status !== 429 || attempt === ATTEMPTS) throw refused(response.status, text)
      await pause(patienceMs(response), undefined, { signal: call.signal })
    }
  }
  return {
    stream,
    ask: async (call) => objectOf(anyJson.parse(await (await stream(call)).json())),
    close: async () => await dispatcher.destroy(),
  }
}

function refused(status: number, text: string): ApiError {
  try {
    const { reason, message } = refusal.parse(JSON.parse(text))
    return new ApiError(status, reason, message)
  } catch {
    return new ApiError(status, '', `the API server answered ${status}: ${text.slice(0, 300)}`)
  }
}

export function isObject(value: Plain | undefined): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function isArray(value: Plain | undefined): value is readonly Plain[] {
  return Array.isArray(value)
}

/** The object that a value is, or an empty one. */
export function objectOf(value: Plain | undefined): PlainObject {
  return isObject(value) ? value : {}
}

export function textOf(value: Plain | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A value as a word: a text as it is, anything else as JSON; nothing as an empty one. */
export function spelled(value: Plain | undefined): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
}

/** What lies at a path, undefined where it ends early. */
export function at(value: Plain | undefined, ...path: readonly string[]): Plain | undefined {
  return path.reduce<Plain | undefined>((inner, key) => objectOf(inner)[key], value)
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404
}
