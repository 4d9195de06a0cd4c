/** Name, value, name, value…, as they came over the wire and as they go on: order, case and duplicates kept. */
export type RawHeaders = readonly string[]

/** For one connection only (RFC 9110 §7.6.1). `Expect` is answered by us, once the request is allowed. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
  'expect',
])

/** Framing and routing stay ours, whatever a client names in `Connection`. */
const notByConnection = new Set(['content-length', 'content-type', 'content-encoding'])

/** Headers that some proxy or server takes for an identity, an address, a route or a method. All are ours to set. */
const claimedNames = new Set([
  'authorization',
  'cookie',
  'host',
  'origin',
  'forwarded',
  'via',
  'client-ip',
  'true-client-ip',
  'cf-connecting-ip',
  'fastly-client-ip',
  'front-end-https',
  'remote-user',
  'remote-groups',
  'remote-email',
  'remote-name',
  'script-name',
  'path-info',
  'tailscale-user-login',
  'x-api-key',
  'x-client-ip',
  'x-cluster-client-ip',
  'x-email',
  'x-groups',
  'x-host',
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
  'x-real-ip',
  'x-request-id',
  'x-role',
  'x-roles',
  'x-url-scheme',
  'x-user',
  'x-user-id',
  'x-username',
  'x-userinfo',
])
const claimedPrefixes = [
  'x-amzn-oidc-',
  'x-auth-',
  'x-authenticated-',
  'x-client-cert',
  'x-envoy-',
  'x-forwarded-',
  'x-goog-authenticated-',
  'x-goog-iap-',
  'x-ms-client-principal',
  'x-ms-token-',
  'x-original-',
  'x-remote-',
  'x-rewrite-',
  'x-ssl-',
  'x-token-',
  'x-vouch-',
  'x-webauth-',
  'ssl-client-',
]

/** Of MLflow's own request headers these name a resource or a version; every other `X-MLflow-…` is taken as a claim. */
const mlflowPrefix = 'x-mlflow-'
const mlflowNames = new Set(['x-mlflow-experiment-id', 'x-mlflow-run-id', 'x-mlflow-client-version'])

/** What the gateway tells MLflow about a request; it replaces whatever the client said. */
export type Stamps = Readonly<{ requestId: string; clientAddress: string; https: boolean }>

/** The request headers that go upstream. Everything forged is gone before anything of ours is set. */
export function requestHeaders(raw: RawHeaders, stamps: Stamps): string[] {
  const kept = keep(raw, (name) => !isClaim(name))
  kept.push(
    'X-Request-Id',
    stamps.requestId,
    // uvicorn believes these from a loopback peer: without ours, everybody would look as if on the server itself.
    'X-Forwarded-For',
    stamps.clientAddress,
    'X-Forwarded-Proto',
    stamps.https ? 'https' : 'http',
  )
  return kept
}

function isClaim(name: string): boolean {
  if (name.startsWith(mlflowPrefix)) return !mlflowNames.has(name)
  return claimedNames.has(name) || claimedPrefixes.some((prefix) => name.startsWith(prefix))
}

/** Headers without those of the connection; `wanted` is asked with the name in small letters. */
export function keep(raw: RawHeaders, wanted: (name: string, value: string) => boolean): string[] {
  const named = new Set<string>()
  for (const [name, value] of pairs(raw)) {
    if (name.toLowerCase() !== 'connection') continue
    for (const option of value.split(',')) named.add(option.trim().toLowerCase())
  }
  const kept: string[] = []
  for (const [original, value] of pairs(raw)) {
    const name = original.toLowerCase()
    if (hopByHop.has(name) || (named.has(name) && !notByConnection.has(name))) continue
    if (wanted(name, value)) kept.push(original, value)
  }
  return kept
}

/** The headers as pairs. */
export function* pairs(raw: RawHeaders): Generator<[name: string, value: string]> {
  for (let index = 0; index + 1 < raw.length; index += 2) yield [raw[index] ?? '', raw[index + 1] ?? '']
}
