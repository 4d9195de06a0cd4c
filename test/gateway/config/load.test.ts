import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { load } from '../../../gateway/src/config/load.ts'
import { document } from '../../../gateway/src/config/document.ts'
import { fields } from '../../../gateway/src/config/schema.ts'
import { GatewayError } from '../../../gateway/src/errors.ts'

const good = {
  GATEWAY_PUBLIC_URL: 'https://mlflow.example.com',
  OIDC_DISCOVERY_URL: 'https://keycloak.example.com/realms/data',
  OIDC_CLIENT_ID: 'mlflow',
  OIDC_CLIENT_SECRET: 'the client secret',
  OIDC_GROUP_NAME: 'mlflow-users',
  OIDC_ADMIN_GROUP_NAME: 'mlflow-admins',
  OIDC_USERS_DB_URI: 'postgresql://gateway:pw@db:5432/mlflow_gateway',
  SECRET_KEY: 'k'.repeat(32),
}
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-settings-'))
afterAll(() => rmSync(folder, { recursive: true }))

function problemsOf(environment: Record<string, string | undefined>): string {
  try {
    load(environment)
    return ''
  } catch (error) {
    return error instanceof GatewayError && error.code === 'GW_SETTINGS_INVALID'
      ? error.message
      : `other: ${String(error)}`
  }
}

describe('load', () => {
  it('fills in what is not set and leaves the rest of the environment alone', () => {
    expect(load({ ...good, PATH: '/bin', HOME: '/root', OIDC_SCOPE: '' })).toEqual({
      ...good,
      GATEWAY_HOST: '0.0.0.0',
      GATEWAY_PORT: 8080,
      GATEWAY_ADMIN_HOST: '127.0.0.1',
      GATEWAY_ADMIN_PORT: 8081,
      GATEWAY_TRACES_HOST: '127.0.0.1',
      GATEWAY_TRACES_MAX_BYTES: 67_108_864,
      GATEWAY_UPSTREAM_URL: 'http://127.0.0.1:5001',
      GATEWAY_SESSION_IDLE_SECONDS: 28_800,
      GATEWAY_SESSION_ABSOLUTE_SECONDS: 86_400,
      GATEWAY_START_TIMEOUT_SECONDS: 30,
      GATEWAY_DRAIN_SECONDS: 30,
      LOG_LEVEL: 'info',
      OIDC_REDIRECT_URI: 'https://mlflow.example.com/callback',
      OIDC_SCOPE: ['openid', 'profile', 'email', 'groups'],
      OIDC_GROUP_NAME: ['mlflow-users'],
      OIDC_ADMIN_GROUP_NAME: ['mlflow-admins'],
      OIDC_GROUPS_ATTRIBUTE: 'groups',
      OIDC_PROVIDER_DISPLAY_NAME: 'single sign-on',
      OIDC_AUDIENCE: ['mlflow'],
    })
  })

  it("takes the spellings of the plugin's .env", () => {
    const settings = load({
      ...good,
      OIDC_DISCOVERY_URL: 'https://keycloak.example.com/realms/data/.well-known/openid-configuration',
      OIDC_SCOPE: 'openid,profile,email',
      OIDC_GROUP_NAME: 'a, b ,c',
      OIDC_USERS_DB_URI: 'postgresql+psycopg2://gateway:pw@db/mlflow_gateway',
      LOG_LEVEL: 'INFO',
    })
    expect(settings).toMatchObject({
      OIDC_SCOPE: ['openid', 'profile', 'email'],
      OIDC_GROUP_NAME: ['a', 'b', 'c'],
      OIDC_USERS_DB_URI: 'postgresql://gateway:pw@db/mlflow_gateway',
      LOG_LEVEL: 'info',
    })
  })

  it('names every mistake at once', () => {
    const message = problemsOf({
      ...good,
      GATEWAY_PUBLIC_URL: 'http://mlflow.example.com/mlflow',
      GATEWAY_PORT: 'http',
      OIDC_CLIENT_ID: undefined,
      OIDC_USERS_DB_URI: 'sqlite:///auth.db',
      SECRET_KEY: 'short',
      OIDC_ADMIN_GROUPS: 'mlflow-admins',
      GATEWAY_SESION_IDLE_SECONDS: '3',
    })
    expect(message.split('\n  ').slice(1)).toEqual([
      'GATEWAY_PORT: must be a port',
      'GATEWAY_PUBLIC_URL: must be an origin: scheme, host and port, no path',
      'GATEWAY_PUBLIC_URL: must be https, or http on localhost, 127.0.0.1 or [::1]',
      'GATEWAY_SESION_IDLE_SECONDS: no setting has this name',
      'OIDC_ADMIN_GROUPS: no setting has this name',
      'OIDC_CLIENT_ID: is required',
      'OIDC_USERS_DB_URI: must be postgresql://user:password@host:port/database; SQLite is not supported',
      'SECRET_KEY: must have at least 32 bytes, for example from: openssl rand -base64 48',
    ])
  })

  it.each([
    ['a public URL with a user', { GATEWAY_PUBLIC_URL: 'https://u@mlflow.example.com' }],
    ['a redirect URI elsewhere', { OIDC_REDIRECT_URI: 'https://evil.example/callback' }],
    ['an issuer over http', { OIDC_DISCOVERY_URL: 'http://keycloak.example.com/realms/data' }],
    ['an idle time longer than the whole', { GATEWAY_SESSION_IDLE_SECONDS: '86401' }],
    ['scopes without openid', { OIDC_SCOPE: 'profile email' }],
    ['a list of no groups', { OIDC_GROUP_NAME: ' , ' }],
    ['the port of the public listener for probes', { GATEWAY_ADMIN_PORT: '8080' }],
    ['the port of the probes for traces', { GATEWAY_TRACES_PORT: '8081' }],
    ['a limit of no bytes', { GATEWAY_TRACES_MAX_BYTES: '0' }],
    ['a level that does not exist', { LOG_LEVEL: 'loud' }],
  ])('refuses %s, naming it alone', (_name, wrong) => {
    const lines = problemsOf({ ...good, ...wrong })
      .split('\n  ')
      .slice(1)
    expect(lines.map((line) => line.split(':')[0])).toEqual(Object.keys(wrong))
  })

  it.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080'])(
    'allows %s for trying out',
    (url) => {
      expect(load({ ...good, GATEWAY_PUBLIC_URL: url }).GATEWAY_PUBLIC_URL).toBe(url)
    },
  )

  it('takes any free port for each listener', () => {
    const free = { GATEWAY_PORT: '0', GATEWAY_ADMIN_PORT: '0', GATEWAY_TRACES_PORT: '0' }
    expect(load({ ...good, ...free })).toMatchObject({ GATEWAY_PORT: 0, GATEWAY_ADMIN_PORT: 0, GATEWAY_TRACES_PORT: 0 })
  })

  it('says what to do about the variables that Kubernetes makes of a Service called gateway', () => {
    const links = {
      GATEWAY_PORT: 'tcp://10.96.0.7:8080',
      GATEWAY_PORT_8080_TCP: 'tcp://10.96.0.7:8080',
      GATEWAY_PORT_8080_TCP_ADDR: '10.96.0.7',
      GATEWAY_PORT_8080_TCP_PORT: '8080',
      GATEWAY_PORT_8080_TCP_PROTO: 'tcp',
      GATEWAY_SERVICE_HOST: '10.96.0.7',
      GATEWAY_SERVICE_PORT: '8080',
      GATEWAY_SERVICE_PORT_HTTP: '8080',
    }
    const remedy =
      'Kubernetes wrote this for a Service of the same name; set enableServiceLinks: false in the spec of the pod'
    expect(
      problemsOf({ ...good, ...links })
        .split('\n  ')
        .slice(1),
    ).toEqual([`${Object.keys(links).join(', ')}: ${remedy}`])
    const traces = { GATEWAY_TRACES_PORT: 'tcp://10.96.0.8:8082' }
    expect(
      problemsOf({ ...good, ...traces })
        .split('\n  ')
        .slice(1),
    ).toEqual([`GATEWAY_TRACES_PORT: ${remedy}`])
  })

  it('reads a secret from a file, without its line end', () => {
    const path = join(folder, 'client-secret')
    writeFileSync(path, 'from a file \n')
    const settings = load({ ...good, OIDC_CLIENT_SECRET: undefined, OIDC_CLIENT_SECRET_FILE: path })
    expect(settings.OIDC_CLIENT_SECRET).toBe('from a file ')
  })

  it('refuses a value and a file for one setting, and a file that is not there', () => {
    const absent = join(folder, 'absent')
    const message = problemsOf({
      ...good,
      OIDC_CLIENT_SECRET_FILE: absent,
      SECRET_KEY: undefined,
      SECRET_KEY_FILE: absent,
    })
    expect(message.split('\n  ').slice(1)).toEqual([
      'OIDC_CLIENT_SECRET: set either OIDC_CLIENT_SECRET or OIDC_CLIENT_SECRET_FILE, not both',
      'SECRET_KEY_FILE: the file cannot be read (ENOENT: no such file or directory)',
    ])
  })

  it('never shows a value, however wrong', () => {
    const names = Object.keys(fields)
    const marked = fc.string({ minLength: 4 }).map((text) => `~${text}~`)
    const broken = fc.dictionary(fc.constantFrom(...names), marked, { minKeys: 1 })
    const silent = fc.property(broken, (wrong) => {
      const message = problemsOf({ ...good, ...wrong })
      return Object.values(wrong).every((value) => !message.includes(value))
    })
    expect(fc.check(silent, { numRuns: 500 }).counterexample).toBeNull()
  })
})

describe('document', () => {
  it('is what docs/configuration.md says', async () => {
    await expect(document()).toMatchFileSnapshot('../../../gateway/docs/configuration.md')
  })
})
