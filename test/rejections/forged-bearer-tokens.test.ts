import { createHmac, createPublicKey } from 'node:crypto'
import { exportSPKI, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorld, type World } from '../support/gateway.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

const now = (): number => Math.floor(Date.now() / 1000)
const claims = (changed: Record<string, unknown> = {}): Record<string, unknown> => ({
  iss: world.issuer.url,
  aud: 'mlflow',
  sub: 'mlflow-ci',
  client_id: 'mlflow-ci',
  iat: now(),
  exp: now() + 300,
  groups: ['mlflow-admins'],
  ...changed,
})
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const unsigned = (alg: string, signature = ''): string =>
  `${part({ alg, typ: 'at+jwt' })}.${part(claims())}.${signature}`
const at = { typ: 'at+jwt' }

async function byHmac(key: (world: World) => Promise<string | Buffer>): Promise<string> {
  const head = `${part({ alg: 'HS256', typ: 'at+jwt', kid: 'issuer-key' })}.${part(claims())}`
  return `${head}.${createHmac('sha256', await key(world))
    .update(head)
    .digest('base64url')}`
}

const strangersKeys = generateKeyPair('RS256')
async function byStrangersKey(header: Record<string, unknown>): Promise<string> {
  const { privateKey } = await strangersKeys
  return new SignJWT(claims()).setProtectedHeader({ alg: 'RS256', ...at, ...header }).sign(privateKey)
}

const pem = (w: World): Promise<string> => exportSPKI(w.issuer.publicKey)

const attacks: [string, () => Promise<string> | string][] = [
  ['alg none', () => unsigned('none')],
  ['alg None', () => unsigned('None')],
  ['alg nOnE', () => unsigned('nOnE')],
  ['HS256 keyed with the public key in PEM', () => byHmac(pem)],
  [
    'HS256 keyed with the public key in DER',
    () => byHmac(async (w) => createPublicKey(await pem(w)).export({ type: 'spki', format: 'der' })),
  ],
  ['HS256 keyed with the secret of the client', () => byHmac(async (w) => w.issuer.client.secret)],
  ['ES256 with a signature of zeros', () => unsigned('ES256', Buffer.alloc(64).toString('base64url'))],
  ['a stranger’s key under our kid', () => byStrangersKey({ kid: 'issuer-key' })],
  ['a stranger’s key under an unknown kid', () => byStrangersKey({ kid: '../../dev/null' })],
  [
    'a key that the token brings along',
    async () => byStrangersKey({ jwk: { kty: 'RSA' }, jku: 'https://evil.example/jwks' }),
  ],
  ['an unknown critical header', () => world.issuer.sign(claims(), { ...at, crit: ['x'], x: 1 })],
  ['a cut signature', async () => (await world.issuer.sign(claims(), at)).slice(0, -8)],
  ['no signature', async () => `${(await world.issuer.sign(claims(), at)).split('.').slice(0, 2).join('.')}.`],
  [
    'the claims changed',
    async () => (await world.issuer.sign(claims(), at)).replace(/\..*\./, `.${part(claims({ sub: 'root' }))}.`),
  ],
  ['five parts, as encrypted', async () => `${await world.issuer.sign(claims(), at)}.x.y`],
  ['another audience', () => world.issuer.sign(claims({ aud: 'elsewhere' }), at)],
  ['the client id as audience, which is for ID tokens', () => world.issuer.sign(claims({ aud: 'gateway' }), at)],
  ['no audience', () => world.issuer.sign(claims({ aud: undefined }), at)],
  ['expired', () => world.issuer.sign(claims({ exp: now() - 31 }), at)],
  ['no expiry', () => world.issuer.sign(claims({ exp: undefined }), at)],
  ['not valid yet', () => world.issuer.sign(claims({ nbf: now() + 120 }), at)],
  ['a lifetime of years', () => world.issuer.sign(claims({ exp: now() + 100_000_000 }), at)],
  ['another issuer', () => world.issuer.sign(claims({ iss: 'https://evil.example' }), at)],
  ['the issuer with a slash', () => world.issuer.sign(claims({ iss: `${world.issuer.url}/` }), at)],
  ['no subject', () => world.issuer.sign(claims({ sub: undefined }), at)],
  ['an empty subject', () => world.issuer.sign(claims({ sub: '' }), at)],
  ['bound to a key, without its proof', () => world.issuer.sign(claims({ cnf: { jkt: 'x' } }), at)],
  ['an ID token', () => world.issuer.sign(claims({ nonce: 'n' }), { typ: 'JWT' })],
  ['an ID token without typ', () => world.issuer.sign(claims())],
  ['an ID token of Keycloak', () => world.issuer.sign(claims({ typ: 'ID', azp: 'gateway' }), { typ: 'JWT' })],
  ['a refresh token of Keycloak', () => world.issuer.sign(claims({ typ: 'Refresh', azp: 'gateway' }), { typ: 'JWT' })],
  ['an offline token of Keycloak', () => world.issuer.sign(claims({ typ: 'Offline', azp: 'gateway' }), { typ: 'JWT' })],
  ['a logout token', () => world.issuer.sign(claims({ events: {} }), { typ: 'logout+jwt' })],
  ['a logout token of Keycloak', () => world.issuer.sign(claims({ typ: 'Logout', azp: 'x' }), { typ: 'JWT' })],
  ['Keycloak’s kind without azp', () => world.issuer.sign(claims({ typ: 'Bearer' }), { typ: 'JWT' })],
  ['no token', () => ''],
  ['no JWT', () => 'x'],
  ['junk in three parts', () => 'x.y.z'],
]

it.each(attacks)('a token with %s is refused and never reaches MLflow', async (_name, forge) => {
  const before = world.upstream.received.length
  const response = await fetch(`${world.url}/api/2.0/mlflow/experiments/search`, {
    headers: { authorization: `Bearer ${await forge()}` },
  })
  expect(response.status).toBe(401)
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="mlflow", error="invalid_token"')
  expect(await response.json()).toMatchObject({ error_code: 'UNAUTHENTICATED' })
  expect(world.upstream.received.length).toBe(before)
})

it('the same token without anything wrong is let in: the matrix refuses what it names', async () => {
  const response = await fetch(`${world.url}/api/2.0/mlflow/experiments/search`, {
    headers: { authorization: `Bearer ${await world.issuer.sign(claims(), at)}` },
  })
  expect(response.status).toBe(200)
})

it('a token that fills more than the head of a request is not read at all', async () => {
  const token = await world.issuer.sign(claims({ padding: 'x'.repeat(12_500) }), at)
  const response = await fetch(`${world.url}/api/2.0/x`, { headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(431)
})

it('a flood of unknown keys costs the issuer one fetch', async () => {
  const before = world.issuer.keyFetches()
  for (let count = 0; count < 20; count += 1) {
    const token = await byStrangersKey({ kid: `flood-${count}` })
    const response = await fetch(`${world.url}/api/2.0/x`, { headers: { authorization: `Bearer ${token}` } })
    expect(response.status).toBe(401)
  }
  expect(world.issuer.keyFetches() - before).toBeLessThanOrEqual(1)
})

it.each(['?access_token=', '?token='])('a good token in the query (%s) is no credential', async (query) => {
  const token = await world.issuer.sign(claims(), at)
  const response = await fetch(`${world.url}/api/2.0/mlflow/experiments/search${query}${token}`)
  expect(response.status).toBe(401)
})
