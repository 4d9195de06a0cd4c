/** How the gateway reaches its session store. `T` is the kind of value: text in tests, an output in the program. */
export type SessionStore<T> =
  | { readonly kind: 'url'; readonly url: T }
  | { readonly kind: 'server'; readonly host: T; readonly port: number; readonly tls: boolean; readonly password: T }

export interface SessionEnvironment<T> {
  readonly plain: Record<string, T | string>
  /** Credentials: these travel in a Secret. */
  readonly secret: Record<string, T>
}

/**
 * The gateway's settings of a session store, under the names that mlflow-oidc-auth taught its users. None for sessions in
 * the gateway's own database.
 */
export function sessionEnvironment<T>(store: SessionStore<T> | undefined): SessionEnvironment<T> {
  if (store === undefined) return { plain: {}, secret: {} }
  if (store.kind === 'url') return { plain: { SESSION_TYPE: 'redis' }, secret: { REDIS_URL: store.url } }
  const { host, port, tls, password } = store
  return {
    plain: { SESSION_TYPE: 'redis', REDIS_HOST: host, REDIS_PORT: String(port), REDIS_DB: '0', REDIS_SSL: String(tls) },
    secret: { REDIS_PASSWORD: password },
  }
}
