import { Agent, fetch, type Dispatcher } from 'undici'
import { z } from 'zod'

export interface Settings {
  readonly url: string
  readonly basePath: string
  /** The realm that the provider's own client lives in. */
  readonly realm: string
  readonly clientId: string
  readonly clientSecret: string
  /** Seconds. */
  readonly clientTimeout: number
  readonly rootCaCertificate?: string | undefined
}

/** Keycloak's Admin REST API below `/admin/realms`. A path's segments are encoded by {@link path}. */
export interface AdminClient {
  /** Undefined where the server answers 404. */
  readonly get: <T>(path: string, schema: z.ZodType<T>) => Promise<T | undefined>
  /** The id of what was created, from the Location header or else from the answer. */
  readonly post: (path: string, body: object) => Promise<string>
  readonly put: (path: string, body?: object) => Promise<void>
  /** Succeeds where it's gone already. */
  readonly delete: (path: string) => Promise<void>
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

interface Answer {
  readonly status: number
  readonly location: string | null
  readonly text: string
}

/** A token is renewed this long before its end, so that none expires on its way. */
const MARGIN_MS = 10_000

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number() })
const errorAnswer = z.object({
  errorMessage: z.string().optional(),
  error_description: z.string().optional(),
  error: z.string().optional(),
})

export function path(...segments: readonly string[]): string {
  return segments.map((segment) => `/${encodeURIComponent(segment)}`).join('')
}

export function adminClient(settings: Settings): AdminClient {
  const root = new URL(settings.url).href.replace(/\/$/, '') + settings.basePath
  const { rootCaCertificate: ca } = settings
  const dispatcher = ca === undefined ? undefined : new Agent({ connect: { ca } })
  const timeoutMs = settings.clientTimeout * 1000
  let token: { readonly value: string; readonly until: number } | undefined

  const authorization = async (): Promise<string> => {
    if (token === undefined || token.until <= Date.now()) token = await login(root, settings, { dispatcher, timeoutMs })
    return `Bearer ${token.value}`
  }

  const send = async (method: Method, at: string, body?: object): Promise<Answer> => {
    const headers = { authorization: await authorization(), 'content-type': 'application/json' }
    const response = await fetch(`${root}/admin/realms${at}`, {
      method,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(dispatcher === undefined ? {} : { dispatcher }),
    })
    return { status: response.status, location: response.headers.get('location'), text: await response.text() }
  }

  /** A token names the realms there were when it was issued: one that is refused may only be too old. */
  const request = async (method: Method, at: string, body?: object): Promise<Answer> => {
    const shown = `${method} ${root}/admin/realms${at}`
    const answer = await send(method, at, body).catch((cause: unknown) => {
      throw new Error(`${shown} failed`, { cause })
    })
    if (answer.status !== 401 && answer.status !== 403) return answer
    token = undefined
    return await send(method, at, body)
  }

  const accepted = async (method: Method, at: string, body?: object): Promise<Answer> => {
    const answer = await request(method, at, body)
    if (answer.status < 300) return answer
    throw new Error(`${method} ${root}/admin/realms${at} answered ${answer.status}: ${explanation(answer.text)}`)
  }

  return {
    async get(at, schema) {
      const answer = await request('GET', at)
      if (answer.status === 404) return undefined
      if (answer.status >= 300) {
        throw new Error(`GET ${root}/admin/realms${at} answered ${answer.status}: ${explanation(answer.text)}`)
      }
      return schema.parse(JSON.parse(answer.text))
    },
    async post(at, body) {
      const { location, text } = await accepted('POST', at, body)
      return location === null ? idIn(text) : decodeURIComponent(location.split('/').at(-1) ?? '')
    },
    async put(at, body) {
      await accepted('PUT', at, body)
    },
    async delete(at) {
      const { status, text } = await request('DELETE', at)
      if (status >= 300 && status !== 404) {
        throw new Error(`DELETE ${root}/admin/realms${at} answered ${status}: ${explanation(text)}`)
      }
    },
  }
}

const created = z.object({ id: z.string().optional(), _id: z.string().optional() })

function idIn(text: string): string {
  if (text === '') return ''
  const { id, _id } = created.parse(JSON.parse(text))
  return id ?? _id ?? ''
}

/** Client credentials grant (RFC 6749 §4.4). */
async function login(
  root: string,
  { realm, clientId, clientSecret }: Settings,
  { dispatcher, timeoutMs }: { dispatcher: Dispatcher | undefined; timeoutMs: number },
): Promise<{ value: string; until: number }> {
  const endpoint = `${root}/realms/${encodeURIComponent(realm)}/protocol/openid-connect/token`
  const asked = Date.now()
  const response = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }),
    signal: AbortSignal.timeout(timeoutMs),
    ...(dispatcher === undefined ? {} : { dispatcher }),
  }).catch((cause: unknown) => {
    throw new Error(`logging in to ${endpoint} failed`, { cause })
  })
  const text = await response.text()
  if (!response.ok) {
    throw new Error(`logging in to ${endpoint} as ${clientId} answered ${response.status}: ${explanation(text)}`)
  }
  const { access_token, expires_in } = tokenAnswer.parse(JSON.parse(text))
  return { value: access_token, until: asked + expires_in * 1000 - MARGIN_MS }
}

/** Keycloak's words for what was wrong; they name fields, never values of credentials. */
function explanation(text: string): string {
  try {
    const { errorMessage, error_description, error } = errorAnswer.parse(JSON.parse(text))
    return errorMessage ?? error_description ?? error ?? 'no reason given'
  } catch {
    return 'no reason given'
  }
}
