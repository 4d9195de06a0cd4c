import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SecretSource, type SecretSourceArgs } from '../../infra/components/secret-source.ts'
import { credentials } from '../../infra/config/credentials.ts'
import { secretStoreProblems } from '../../infra/config/credential-rules.ts'
import { credentialInput, credentialSettings } from './arbitraries/credentials.ts'
import { clearTextCredentials } from './clear-text.ts'
import { recordOptions } from './recorded-options.ts'
import { settle } from './recording.ts'

const data = { OIDC_CLIENT_SECRET: 'credential-of-the-client', SECRET_KEY: 'credential-of-sessions' }
const vault = { mode: 'externalSecrets', store: { name: 'vault' }, prefix: 'mlflow/prod' }
const ofPulumi = { mode: 'pulumi' }

const declare = (section: object, args: Partial<SecretSourceArgs> = {}) =>
  recordOptions(
    (opts) =>
      new SecretSource(
        'gateway',
        {
          credentials: credentials.parse(section),
          credential: 'gateway',
          namespace: 'mlflow',
          content: { data },
          protect: true,
          awaitReady: true,
          ...args,
        },
        opts,
      ),
  )
type Declared = Awaited<ReturnType<typeof declare>>

const secret = 'kubernetes:core/v1:Secret'
const external = 'kubernetes:external-secrets.io/v1:ExternalSecret'
const push = 'kubernetes:external-secrets.io/v1alpha1:PushSecret'
const objects = ({ resources }: Declared) => resources.filter(({ type }) => type.startsWith('kubernetes:'))
const one = (recorded: Declared, type: string) => {
  const [found, ...others] = objects(recorded).filter((resource) => resource.type === type)
  expect(others).toEqual([])
  if (found === undefined) throw new Error(`no ${type} was declared`)
  return found
}
const facts = async ({ result }: Declared) => ({
  secretName: (await settle(result.secretName)).value,
  checksum: await settle(result.checksum),
})

describe('a credential of the program', () => {
  it('is one immutable Secret whose name changes with its content', async () => {
    const recorded = await declare(ofPulumi)
    expect(objects(recorded)).toHaveLength(1)
    expect(one(recorded, secret).inputs).toMatchObject({ immutable: true, stringData: { value: data } })
    expect(one(recorded, secret).inputs['metadata']).not.toHaveProperty('name')
    expect(await facts(recorded)).toEqual({
      secretName: 'auto-named-gateway',
      checksum: { value: 'auto-named-gateway', secret: false },
    })
  })

  it('under a fixed name has a checksum that tells nothing about it', async () => {
    const content = (key: string) => ({ content: { data: { key } }, fixedName: 'mlflow-flask-server-secret-key' })
    const of = async (key: string) => facts(await declare(ofPulumi, content(key)))
    const checksums = [await of('credential-a'), await of('credential-a'), await of('credential-b')]
    expect(checksums[0]).toEqual(checksums[1])
    expect(checksums[0]?.checksum.value).not.toEqual(checksums[2]?.checksum.value)
    expect(checksums[0]).toMatchObject({
      secretName: 'mlflow-flask-server-secret-key',
      checksum: { value: expect.stringMatching(/^[0-9a-f]{64}$/), secret: false },
    })
  })
})

describe('a credential in a store', () => {
  it('is written to the store, and read back for the pods', async () => {
    const recorded = await declare(vault)
    expect(one(recorded, push).inputs).toMatchObject({
      metadata: { namespace: 'mlflow', annotations: { 'pulumi.com/waitFor': 'condition=Ready' } },
      spec: {
        secretStoreRefs: [{ kind: 'ClusterSecretStore', name: 'vault' }],
        updatePolicy: 'Replace',
        deletionPolicy: 'None',
        selector: { secret: { name: 'auto-named-gateway-source' } },
        data: Object.keys(data).map((key) => ({
          match: { secretKey: key, remoteRef: { remoteKey: 'mlflow/prod/gateway', property: key } },
        })),
      },
    })
    expect(one(recorded, external).inputs).toMatchObject({
      metadata: { annotations: { 'pulumi.com/waitFor': 'condition=Ready' } },
      spec: {
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        refreshInterval: '1h',
        data: Object.keys(data).map((key) => ({
          secretKey: key,
          remoteRef: { key: 'mlflow/prod/gateway', property: key },
        })),
      },
    })
    expect((await facts(recorded)).secretName).toBe('auto-named-gateway')
  })

  it('that changed is another object, written by one writer at a time, so that nobody reads the old one', async () => {
    const recorded = await declare(vault)
    expect(one(recorded, external).inputs['metadata']).toMatchObject({
      annotations: { 'gatehouse/source': 'auto-named-gateway-source' },
    })
    expect(recorded.options.get('gateway')).toMatchObject({
      replaceOnChanges: ['metadata.annotations["gatehouse/source"]'],
    })
    // A protected object could not be replaced.
    expect(recorded.options.get('gateway')?.protect ?? false).toBe(false)
    expect(recorded.options.get('gateway-push')).toMatchObject({
      replaceOnChanges: ['spec.selector'],
      deleteBeforeReplace: true,
    })
    expect((await facts(recorded)).checksum).toEqual({ value: 'auto-named-gateway-source', secret: false })
  })

  it('that the stack does not know is only read', async () => {
    const recorded = await declare(vault, { credential: 'sessions', content: { keysInStore: ['REDIS_URL'] } })
    expect(objects(recorded).map(({ type }) => type)).toEqual([external])
    expect(one(recorded, external).inputs).toHaveProperty('spec.data', [
      { secretKey: 'REDIS_URL', remoteRef: { key: 'mlflow/prod/sessions', property: 'REDIS_URL' } },
    ])
  })

  it('that may only be read leaves what the stack makes to the stack', async () => {
    expect(objects(await declare({ ...vault, push: false })).map(({ type }) => type)).toEqual([secret])
  })

  it('needs a store', async () => {
    await expect(declare(ofPulumi, { content: { keysInStore: ['REDIS_URL'] } })).rejects.toThrow(/REDIS_URL.*store/)
  })

  it('has a path of its own where the section names one, and one below it for each of several', async () => {
    const recorded = await declare(
      { ...vault, paths: { clients: 'teams/clients' } },
      { credential: 'clients', instance: 'mlflow-ci' },
    )
    expect(one(recorded, external).inputs).toHaveProperty('spec.data.0.remoteRef.key', 'teams/clients/mlflow-ci')
  })

  it('keeps the name, type and labels that its readers need', async () => {
    const recorded = await declare(vault, {
      fixedName: 'mlflow-otel-credentials',
      type: 'kubernetes.io/basic-auth',
      labels: { 'cnpg.io/reload': 'true' },
    })
    expect(one(recorded, external).inputs).toMatchObject({
      metadata: { name: 'mlflow-otel-credentials' },
      spec: {
        target: {
          name: 'mlflow-otel-credentials',
          template: { type: 'kubernetes.io/basic-auth', metadata: { labels: { 'cnpg.io/reload': 'true' } } },
        },
      },
    })
    expect(recorded.options.get('gateway')).toMatchObject({ deleteBeforeReplace: true })
  })

  it('leaves the store with a development stack', async () => {
    expect(one(await declare(vault, { protect: false }), push).inputs).toHaveProperty('spec.deletionPolicy', 'Delete')
  })
})

describe('any right credentials section', () => {
  it('shows no credential outside of Secrets, and every object stands below the component in its namespace', async () => {
    await fc.assert(
      fc.asyncProperty(
        credentialSettings,
        fc.option(fc.constant('fixed'), { nil: undefined }),
        async (settings, fixedName) => {
          const recorded = await declare(settings, {
            credentials: settings,
            ...(fixedName === undefined ? {} : { fixedName }),
          })
          expect(clearTextCredentials(recorded.resources)).toEqual([])
          for (const { parent, inputs } of objects(recorded)) {
            expect(parent).toBe('gateway')
            expect(inputs['metadata']).toMatchObject({ namespace: 'mlflow' })
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})

describe('the credentials section', () => {
  it.each<[string, object]>([
    ['a store without prefix', { mode: 'externalSecrets', store: { name: 'vault' } }],
    ['a path that begins with a slash', { ...vault, prefix: '/mlflow' }],
    ['a path of a credential that does not exist', { ...vault, paths: { database: 'x' } }],
    ['a kind of store that does not exist', { ...vault, store: { kind: 'Vault', name: 'vault' } }],
  ])('refuses %s', (_name, input) => {
    expect(credentials.safeParse(input).success).toBe(false)
  })

  it.each<[string, object, string, string]>([
    [
      'a SecretStore where other namespaces get Secrets',
      { ...vault, store: { kind: 'SecretStore', name: 'vault' } },
      'credentials.store.kind',
      'notebooks',
    ],
    [
      'one path for two credentials',
      { ...vault, paths: { gateway: 'mlflow/prod/flask' } },
      'credentials.paths.gateway',
      'another credential',
    ],
  ])('with %s is refused, and says why', (_name, input, key, remedy) => {
    expect(secretStoreProblems(credentials.parse(input), ['notebooks'])).toEqual([
      expect.objectContaining({ key, remedy: expect.stringContaining(remedy) }),
    ])
  })

  it('may name a SecretStore where all Secrets are in the namespace of the stack', () => {
    expect(
      secretStoreProblems(credentials.parse({ ...vault, store: { kind: 'SecretStore', name: 'vault' } }), []),
    ).toEqual([])
  })

  it('of any right shape has no problem', () => {
    fc.assert(
      fc.property(credentialInput, (input) => {
        expect(secretStoreProblems(credentials.parse(input), ['notebooks', 'otel'])).toEqual([])
      }),
    )
  })
})
