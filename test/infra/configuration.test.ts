import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { describeProblems } from '../../infra/config/describe.ts'
import { projectSettings } from '../../infra/config/document.ts'
import { parseConfiguration } from '../../infra/config/parse.ts'
import { secretSettings } from '../../infra/config/secrets.ts'
import { exampleConfiguration, exampleStacks, recordStack } from './recorded-stack.ts'

const allSecrets = new Set(Object.keys(secretSettings))
const values = (stack: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(exampleConfiguration(stack)).flatMap(([key, value]) =>
      key.startsWith('gatehouse:') ? [[key.slice('gatehouse:'.length), value]] : [],
    ),
  )
const object = (key: string): Record<string, unknown> =>
  JSON.parse(values('local')[key] ?? '{}') as Record<string, unknown>

/** One mistake: what is changed in the local stack's configuration, and what the message has to name. */
interface Mistake {
  readonly change: Record<string, string>
  readonly names: readonly string[]
}

const mistakes: Record<string, Mistake> = {
  'an unknown environment': {
    change: { environment: 'prod' },
    names: ['environment = "prod"', 'development, staging, production'],
  },
  'a public URL with a path': {
    change: { publicUrl: 'https://example.com/mlflow' },
    names: ['publicUrl = "https://example.com/mlflow"', 'without a path'],
  },
  'a public URL that is missing': { change: { publicUrl: '' }, names: ['publicUrl', 'is missing'] },
  'plain http to a host that is not this machine': {
    change: { publicUrl: 'http://mlflow.example.com' },
    names: ['publicUrl = "http://mlflow.example.com"', 'use https'],
  },
  'a Keycloak URL that ends in a slash': {
    change: { keycloak: JSON.stringify({ url: 'https://keycloak.example.com/' }) },
    names: ['keycloak.url = "https://keycloak.example.com/"', 'trailing slash'],
  },
  'a misspelt realm setting': {
    change: { keycloak: JSON.stringify({ url: 'https://keycloak.example.com', realm: { manged: 'create' } }) },
    names: ['keycloak.realm.manged', 'manage, name, displayName'],
  },
  'a lifespan without unit': {
    change: { keycloak: JSON.stringify({ url: 'https://keycloak.example.com', lifespans: { accessToken: '300' } }) },
    names: ['keycloak.lifespans.accessToken = "300"', '30m'],
  },
  'no user group': {
    change: { groups: JSON.stringify({ users: [], administrators: ['mlflow-admins'] }) },
    names: ['groups.users = []', 'must not be empty'],
  },
  'a group for users and administrators': {
    change: { groups: JSON.stringify({ users: ['mlflow-users', 'all'], administrators: ['mlflow-admins', 'all'] }) },
    names: ['groups.administrators = "all"', 'one list'],
  },
  'a service client in an undeclared group': {
    change: { serviceClients: JSON.stringify([{ name: 'ci', groups: ['builders'] }]) },
    names: ['serviceClients.0.groups = "builders"', 'mlflow-users, mlflow-admins'],
  },
  "a service client with the gateway's name": {
    change: { serviceClients: JSON.stringify([{ name: 'mlflow', groups: ['mlflow-users'] }]) },
    names: ['serviceClients = "mlflow"', 'taken'],
  },
  'a test user in an undeclared group': {
    change: {
      testUsers: JSON.stringify([
        { username: 'eve', email: 'eve@example.com', firstName: 'E', lastName: 'V', groups: ['root'] },
      ]),
    },
    names: ['testUsers.0.groups = "root"'],
  },
  'a database port out of range': {
    change: { databases: JSON.stringify({ ...object('databases'), port: 70_000 }) },
    names: ['databases.port = 70000'],
  },
  'a database mode that does not exist': {
    change: { databases: JSON.stringify({ mode: 'sqlite' }) },
    names: ['databases.mode = "sqlite"'],
  },
  'one database for both': {
    change: { databases: JSON.stringify({ ...object('databases'), gatewayDatabase: 'mlflow' }) },
    names: ['databases.gatewayDatabase = "mlflow"', 'taken'],
  },
  'an endpoint with a scheme': {
    change: { artifacts: JSON.stringify({ mode: 'minio', endpoint: 'http://minio:9000' }) },
    names: ['artifacts.endpoint = "http://minio:9000"', 'host:port'],
  },
  'a setting that nobody knows': {
    change: { publicUri: 'x' },
    names: ['publicUri', 'known are: environment, publicUrl'],
  },
  'a credential that is missing': {
    change: { databaseAdminPassword: '' },
    names: ['databaseAdminPassword', 'pulumi config set --secret'],
  },
}

const parse = (change: Record<string, string> = {}, secretKeys: ReadonlySet<string> = allSecrets) =>
  parseConfiguration({ values: { ...values('local'), ...change }, secretKeys })
const message = (parsed: ReturnType<typeof parse>) => (parsed.ok ? '' : describeProblems('local', parsed.problems))

describe('the configuration of a stack', () => {
  it.each(exampleStacks)('of the example %s is right as it stands', (stack) => {
    expect(parseConfiguration({ values: values(stack), secretKeys: allSecrets })).toMatchObject({ ok: true })
  })

  it('is the same with the empty defaults that the CLI adds for what the file leaves out', () => {
    const defaults = Object.entries(projectSettings()).map(([key, { default: value }]) => [
      key,
      typeof value === 'string' ? value : JSON.stringify(value),
    ])
    expect(parse({ ...(Object.fromEntries(defaults) as Record<string, string>), ...values('local') })).toEqual(parse())
  })

  it.each(Object.entries(mistakes))('with %s names key, value and remedy', (_name, { change, names }) => {
    const text = message(parse(change))
    for (const name of names) expect(text).toContain(name)
  })

  it('with five mistakes tells all five at once', () => {
    const five = [
      'an unknown environment',
      'no user group',
      'a database port out of range',
      'an endpoint with a scheme',
      'a credential that is missing',
    ]
    const chosen = five.flatMap((name) => mistakes[name] ?? [])
    const parsed = parse(Object.assign({}, ...chosen.map(({ change }) => change)) as Record<string, string>)
    expect(parsed.ok ? [] : parsed.problems).toHaveLength(5)
    for (const { names } of chosen) for (const name of names) expect(message(parsed)).toContain(name)
  })

  it('tells a broken rule between two settings although a third setting is malformed', () => {
    const text = message(parse({ environment: 'production', artifacts: '{"mode":"minio"}' }))
    expect(text).toContain('artifacts.endpoint')
    expect(text).toContain('databases.sslMode = "disable"')
    expect(text).toContain('testUsers = ["ada","alice","mallory"]')
  })

  it('refuses a credential in clear text and never shows it', () => {
    const text = message(parse({}, new Set()))
    expect(text.match(/clear text/g)).toHaveLength(3)
    expect(text).not.toContain('credential-')
  })

  it('refuses an ordinary setting that is encrypted, without showing it', () => {
    const text = message(parse({ publicUrl: 'nonsense-but-secret' }, new Set([...allSecrets, 'publicUrl'])))
    expect(text).toContain('publicUrl')
    expect(text).not.toContain('nonsense-but-secret')
  })
})

describe('a broken configuration', () => {
  it('registers no resource, whatever is broken in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...Object.values(mistakes)), { minLength: 1, maxLength: 6 }),
        async (chosen) => {
          const change = Object.assign({}, ...chosen.map((mistake) => mistake.change)) as Record<string, string>
          const config = {
            ...exampleConfiguration('local'),
            ...Object.fromEntries(Object.entries(change).map(([key, value]) => [`gatehouse:${key}`, value])),
          }
          const registered: string[] = []
          await expect(recordStack('local', config, (name) => registered.push(name))).rejects.toThrow(
            /nothing was changed/,
          )
          expect(registered).toEqual([])
        },
      ),
      { numRuns: 60 },
    )
  })

  it('never breaks the reader: any JSON in any setting gives settings or problems', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(values('local')), 'other'), fc.json()), (change) => {
        const parsed = parse(change)
        if (!parsed.ok) expect(parsed.problems.length).toBeGreaterThan(0)
      }),
    )
  })
})
