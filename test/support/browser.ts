import { request } from 'undici'

export type Seen = Readonly<{ status: number; headers: Headers; location: string; body: string }>

export type Visit = Readonly<{ method?: string; headers?: Record<string, string>; body?: string; follow?: boolean }>

/**
 * The part of a browser that matters here: a jar for each host, navigations with Fetch Metadata, no automatic redirects.
 * The public URL is https and not resolvable; its requests go to the gateway's port, as from a TLS-ending load balancer.
 */
export class Browser {
  readonly publicUrl: string
  readonly port: number
  readonly jars = new Map<string, Map<string, string>>()

  constructor(publicUrl: string, port: number) {
    this.publicUrl = publicUrl
    this.port = port
  }

  /** The cookies for the gateway by name. */
  get cookies(): Map<string, string> {
    return this.#jar(this.publicUrl)
  }

  /** One request, as a click or an address typed in. */
  async visit(target: string, { method = 'GET', headers = {}, body }: Visit = {}): Promise<Seen> {
    const url = new URL(target, this.publicUrl)
    const jar = this.#jar(url.origin)
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const address =
      url.origin === this.publicUrl ? `http://127.0.0.1:${this.port}${url.pathname}${url.search}` : url.href
    const response = await request(address, {
      method,
      headers: {
        accept: 'text/html,application/xhtml+xml',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
        'sec-fetch-site': 'none',
        ...(cookie === '' ? {} : { cookie }),
        ...(url.origin === this.publicUrl ? { host: url.host } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    })
    const seen = new Headers()
    for (const [name, value] of Object.entries(response.headers)) {
      for (const one of [value ?? []].flat()) seen.append(name, one)
    }
    for (const set of seen.getSetCookie()) keepCookie(jar, set)
    const location = seen.get('location') ?? ''
    return {
      status: response.statusCode,
      headers: seen,
      location: location === '' ? '' : new URL(location, url).href,
      body: await response.body.text(),
    }
  }

  /** Visits and follows redirects until a page comes, or until `stopAt` is where the next one leads. */
  async follow(target: string, stopAt?: (location: string) => boolean): Promise<Seen & { url: string }> {
    let url = target
    for (let hops = 0; hops < 12; hops += 1) {
      const seen = await this.visit(url)
      if (seen.location === '' || stopAt?.(seen.location) === true) return { ...seen, url }
      url = seen.location
    }
    throw new Error(`still redirected after 12 hops: ${url}`)
  }

  /** Signs in and ends on a page of the gateway. */
  signIn(): Promise<Seen & { url: string }> {
    return this.follow('/login')
  }

  /** Signs in as far as the issuer's redirect back. @returns the callback that has not been visited yet. */
  async callbackOf(from = '/login'): Promise<string> {
    const seen = await this.follow(from, (location) => location.startsWith(`${this.publicUrl}/callback`))
    return seen.location
  }

  #jar(origin: string): Map<string, string> {
    const known = this.jars.get(origin) ?? new Map<string, string>()
    this.jars.set(origin, known)
    return known
  }
}

function keepCookie(jar: Map<string, string>, set: string): void {
  const [pair = '', ...attributes] = set.split('; ')
  const [name = '', value = ''] = pair.split(/=(.*)/s)
  const past = attributes.some((attribute) => /^(?:max-age=0|expires=Thu, 01 Jan 1970)/i.test(attribute))
  if (past || value === '') jar.delete(name)
  else jar.set(name, value)
}
