import fc from 'fast-check'
import * as pulumi from '@pulumi/pulumi'
import { describe, expect, it } from 'vitest'
import { GarbageCollection } from '../../infra/components/garbage-collection.ts'
import { GatewayImage } from '../../infra/components/gateway-image.ts'
import { ReleaseSecrets } from '../../infra/components/release-secrets.ts'
import { SmokeTest } from '../../infra/components/smoke-test.ts'
import { TrackingServer } from '../../infra/components/tracking-server.ts'
import { gatewayImage } from '../../infra/config/gateway-image.ts'
import { release } from '../../infra/config/release.ts'
import { podLabels, ports, servicePorts } from '../../infra/plan/cluster-names.ts'
import type { ReleaseFacts } from '../../infra/plan/helm-values/facts.ts'
import { hardeningProblems, restrictedPodProblems } from '../../infra/policy/pod-security.ts'
import { member } from '../../infra/plan/member.ts'
import { gatewayImageSettings, releaseFacts } from './arbitraries/release.ts'
import { clearTextCredentials } from './clear-text.ts'
import { recordOptions } from './recorded-options.ts'
import { isSecretEnvelope, recordComponent, type RecordedResource, settle } from './recording.ts'

const namespace = 'mlflow'
/** Texts that clear-text.ts knows as credentials. */
const secret = (name: string) => pulumi.secret(`credential-${name}`)
/** Who brings the Secrets: this program. */
const secretSource = { credentials: { mode: 'pulumi' as const }, protect: false, awaitReady: true }
const secretArgs = () => ({
  ...secretSource,
  namespace,
  database: { user: 'mlflow', password: secret('database') },
  artifacts: { accessKeyId: secret('access-key'), secretAccessKey: secret('secret-key') },
  kekPassphrase: secret('kek'),
  flaskSecretKey: secret('flask'),
  gateway: { OIDC_CLIENT_SECRET: secret('client'), OIDC_USERS_DB_URI: secret('uri'), SECRET_KEY: secret('key') },
})

/** The whole release as the stack puts it together. */
const declareRelease = (facts: ReleaseFacts<string>) => (opts: pulumi.ComponentResourceOptions) => {
  const secrets = new ReleaseSecrets('secrets', secretArgs(), opts)
  const { caBundle, database, artifacts, settings, traces, podLabels: labels, gateway } = facts
  const bundle = caBundle === undefined ? {} : { caBundle }
  const server = new TrackingServer(
    'mlflow',
    {
      settings,
      database,
      artifacts,
      traces,
      podLabels: labels,
      gateway,
      ...bundle,
      secrets: secrets.names,
      secretsChecksum: secrets.checksum,
      namespace,
      atomic: true,
      awaitReady: true,
      serviceLabels: { 'istio.io/use-waypoint': 'mlflow-waypoint' },
      after: secrets.secrets,
    },
    opts,
  )
  new GarbageCollection('gc', { settings, database, artifacts, ...bundle, secrets: secrets.names, namespace }, opts)
  new SmokeTest(
    'smoke',
    {
      settings,
      namespace,
      podLabels: labels,
      ...bundle,
      discoveryUrl: 'https://keycloak.example.com/realms/mlflow',
      client: { name: 'mlflow-ci', clientSecret: secret('smoke') },
      releaseFingerprint: server.fingerprint,
      after: [server.release, server.service],
      ...secretSource,
    },
    opts,
  )
  return { server, secrets }
}

const facts = fc.sample(releaseFacts, { numRuns: 1, seed: 7 })[0]
if (facts === undefined) throw new Error('the arbitrary gave no example')
const plain: ReleaseFacts<string> = { ...facts, traces: true, settings: release.parse({}) }
const ofType = (resources: readonly RecordedResource[], type: string) =>
  resources.filter((resource) => resource.type === type)
const one = (resources: readonly RecordedResource[], type: string): RecordedResource => {
  const [found, ...others] = ofType(resources, type)
  if (found === undefined || others.length > 0) throw new Error(`${others.length + 1} of ${type}`)
  return found
}
const path = (of: unknown, ...names: string[]) => names.reduce<unknown>((at, name) => member(at, name), of)

const types = {
  release: 'kubernetes:helm.sh/v3:Release',
  service: 'kubernetes:core/v1:Service',
  secret: 'kubernetes:core/v1:Secret',
  job: 'kubernetes:batch/v1:Job',
  cronJob: 'kubernetes:batch/v1:CronJob',
  account: 'kubernetes:core/v1:ServiceAccount',
  disruption: 'kubernetes:policy/v1:PodDisruptionBudget',
} as const

describe('the release', () => {
  it('is pinned, named, waited for, and rolled back when it fails', async () => {
    const { resources } = await recordComponent(declareRelease(plain))
    expect(one(resources, types.release).inputs).toMatchObject({
      chart: 'mlflow',
      version: '1.11.5',
      repositoryOpts: { repo: 'https://community-charts.github.io/helm-charts' },
      name: 'mlflow',
      namespace,
      createNamespace: false,
      atomic: true,
      cleanupOnFail: true,
      maxHistory: 10,
      timeout: 600,
      skipAwait: false,
    })
  })

  it.each([
    [
      { mode: 'oci', reference: 'oci://registry.example.com/charts/mlflow' },
      { chart: 'oci://registry.example.com/charts/mlflow' },
    ],
    [{ mode: 'path', path: './charts/mlflow.tgz' }, { chart: '../charts/mlflow.tgz' }],
  ] as const)('takes its chart from %j', async (source, expected) => {
    const settings = release.parse({ chart: { source, version: '1.8.0' } })
    const { resources } = await recordComponent(declareRelease({ ...plain, settings }))
    const { inputs } = one(resources, types.release)
    expect(inputs).toMatchObject({ ...expected, version: '1.8.0' })
    expect(inputs).not.toHaveProperty('repositoryOpts')
  })

  it("comes after every Secret that its pods read, the chart's own hook Secret among them", async () => {
    const { resources, options } = await recordOptions(declareRelease(plain))
    const names = ofType(resources, types.secret).map(({ name }) => name)
    const after = (options.get('mlflow')?.dependsOn ?? []) as pulumi.Resource[]
    const urns = await Promise.all(after.map(async ({ urn }) => (await settle(urn)).value))
    for (const name of names.filter((each) => each !== 'smoke-client'))
      expect(
        urns.some((urn) => String(urn).endsWith(`::${name}`)),
        name,
      ).toBe(true)
    expect(ofType(resources, types.secret).map(({ inputs }) => path(inputs, 'metadata', 'name'))).toContain(
      'mlflow-flask-server-secret-key',
    )
  })

  it('reads Secrets by the names that the engine made up, so that a new content rolls the pods', async () => {
    const { resources } = await recordComponent(declareRelease(plain))
    const { inputs } = one(resources, types.release)
    expect(path(inputs, 'values', 'backendStore', 'existingDatabaseSecret', 'name')).toBe(
      'auto-named-secrets-mlflow-database',
    )
    expect(path(inputs, 'values', 'extraSecretNamesForEnvFrom')).toEqual(['auto-named-secrets-encryption'])
  })
})

describe('the checksum of the secrets', () => {
  const checksum = async (change: Partial<ReturnType<typeof secretArgs>> = {}) => {
    const { result } = await recordComponent(
      (opts) => new ReleaseSecrets('secrets', { ...secretArgs(), ...change }, opts).checksum,
    )
    return settle(result)
  }

  it('is the same for the same, another for any other, and may be read by anyone', async () => {
    const first = await checksum()
    expect(first).toEqual({ value: expect.stringMatching(/^[0-9a-f]{64}$/), secret: false })
    expect(await checksum()).toEqual(first)
    const changes = [
      { kekPassphrase: secret('kek-2') },
      { flaskSecretKey: secret('flask-2') },
      { gateway: { ...secretArgs().gateway, SECRET_KEY: secret('key-2') } },
      { database: { user: 'mlflow', password: secret('database-2') } },
    ]
    for (const change of changes) expect((await checksum(change)).value).not.toBe(first.value)
  })
})

describe('our Service', () => {
  it("selects the release's pods, leads to the gateway's ports and carries the labels of the mesh", async () => {
    const { resources } = await recordComponent(declareRelease(plain))
    const { inputs } = one(resources, types.service)
    expect(inputs).toMatchObject({
      metadata: { name: 'mlflow-gateway', namespace, labels: { 'istio.io/use-waypoint': 'mlflow-waypoint' } },
      spec: {
        selector: podLabels,
        ports: [
          { name: 'http', port: servicePorts.public.port, targetPort: ports.public, appProtocol: 'http' },
          { name: 'http-traces', port: servicePorts.traces.port, targetPort: ports.traces, appProtocol: 'http' },
        ],
      },
    })
    const targets = (path(inputs, 'spec', 'ports') as { targetPort: number }[]).map(({ targetPort }) => targetPort)
    expect(targets).not.toContain(ports.admin)
    expect(targets).not.toContain(ports.mlflow)
  })

  it('may lose one pod to a drain, never two', async () => {
    const { resources } = await recordComponent(declareRelease(plain))
    expect(one(resources, types.disruption).inputs).toMatchObject({
      spec: { maxUnavailable: 1, selector: { matchLabels: podLabels } },
    })
    const settings = release.parse({ podDisruptionBudget: false })
    const without = await recordComponent(declareRelease({ ...plain, settings }))
    expect(ofType(without.resources, types.disruption)).toEqual([])
  })
})

describe('the jobs', () => {
  const podOf = (inputs: unknown) =>
    path(inputs, 'spec', 'template', 'spec') ?? path(inputs, 'spec', 'jobTemplate', 'spec', 'template', 'spec')
  const labelsOf = (inputs: unknown) =>
    path(inputs, 'spec', 'template', 'metadata', 'labels') ??
    path(inputs, 'spec', 'jobTemplate', 'spec', 'template', 'metadata', 'labels')

  it('have a ServiceAccount of their own that mounts no token', async () => {
    const { resources } = await recordComponent(declareRelease(plain))
    const accounts = ofType(resources, types.account).map(({ inputs }) => inputs)
    expect(accounts.map((inputs) => path(inputs, 'metadata', 'name')).toSorted()).toEqual(['mlflow-gc', 'mlflow-smoke'])
    for (const inputs of accounts) expect(inputs).toMatchObject({ automountServiceAccountToken: false })
  })

  it("collect garbage through an artifact server of the pod's own, on loopback, with the right to both stores", async () => {
    const { resources } = await recordComponent(declareRelease(plain))
    const { inputs } = one(resources, types.cronJob)
    expect(inputs).toMatchObject({ spec: { schedule: '17 3 * * 0', concurrencyPolicy: 'Forbid' } })
    const pod = podOf(inputs)
    expect(pod).toMatchObject({
      initContainers: expect.arrayContaining([
        expect.objectContaining({
          name: 'artifacts',
          restartPolicy: 'Always',
          args: expect.arrayContaining(['--artifacts-only', '--host=127.0.0.1', '--artifacts-destination=s3://mlflow']),
        }),
      ]),
      containers: [
        {
          name: 'gc',
          args: [
            'gc',
            '--backend-store-uri=postgresql+psycopg2://',
            '--tracking-uri=http://127.0.0.1:5001',
            '--older-than=30d',
          ],
        },
      ],
    })
  })

  it('run the proof anew for another release and not for the same', async () => {
    const nameOf = async (of: ReleaseFacts<string>) =>
      path(one((await recordComponent(declareRelease(of))).resources, types.job).inputs, 'metadata', 'name')
    const first = await nameOf(plain)
    expect(first).toMatch(/^mlflow-smoke-[0-9a-f]{8}$/)
    expect(await nameOf(plain)).toBe(first)
    const other = { ...plain, gateway: { ...plain.gateway, image: `example/gateway@sha256:${'b'.repeat(64)}` } }
    expect(await nameOf(other)).not.toBe(first)
  })

  it('keep the finished proof: one that the cluster removes would be missing at each refresh', async () => {
    const { resources } = await recordComponent(declareRelease(plain))
    expect(one(resources, types.job).inputs['spec']).not.toHaveProperty('ttlSecondsAfterFinished')
  })

  it('pass restricted pod security and are never behind the Service, for any settings', async () => {
    await fc.assert(
      fc.asyncProperty(releaseFacts, async (any) => {
        const { resources } = await recordComponent(declareRelease(any))
        for (const { inputs } of [...ofType(resources, types.job), ...ofType(resources, types.cronJob)]) {
          expect(restrictedPodProblems(podOf(inputs))).toEqual([])
          expect(hardeningProblems(podOf(inputs))).toEqual([])
          expect(labelsOf(inputs)).not.toMatchObject(podLabels)
        }
      }),
      { numRuns: 15 },
    )
  })
})

describe('credentials of the release', () => {
  it('stand in Secrets and nowhere else, for any settings: no value, literal, annotation or name shows one', async () => {
    await fc.assert(
      fc.asyncProperty(releaseFacts, async (any) => {
        const { resources } = await recordComponent(declareRelease(any))
        expect(clearTextCredentials(resources)).toEqual([])
        for (const { inputs } of ofType(resources, types.secret))
          expect(isSecretEnvelope(inputs['stringData'])).toBe(true)
        expect(ofType(resources, types.secret).length).toBe(6)
      }),
      { numRuns: 15 },
    )
  })
})

describe("the gateway's image", () => {
  const image = 'docker-build:index:Image'
  const declare = (of: ReturnType<typeof gatewayImage.parse>, registryPassword?: pulumi.Output<string>) =>
    recordComponent(
      (opts) =>
        new GatewayImage(
          'gateway',
          { image: of, ...(registryPassword === undefined ? {} : { registryPassword }) },
          opts,
        ).reference,
    )

  it('is taken as it is where it exists: nothing is built', async () => {
    const reference = `ghcr.io/example/mlflow-gatehouse@sha256:${'a'.repeat(64)}`
    const { resources, result } = await declare(gatewayImage.parse({ mode: 'reference', image: reference }))
    expect(ofType(resources, image)).toEqual([])
    expect((await settle(result)).value).toBe(reference)
  })

  it('is built from the project, pushed, cached in a registry, and named by its digest', async () => {
    const { resources, result } = await declare(
      gatewayImage.parse({
        mode: 'build',
        repository: 'registry.example.com/mlflow-gatehouse',
        tag: '1.2.3',
        platforms: ['linux/amd64', 'linux/arm64'],
        cacheFrom: 'registry.example.com/cache',
        cacheTo: 'registry.example.com/cache',
        builder: 'remote',
      }),
    )
    expect(one(resources, image)).toMatchObject({
      inputs: {
        context: { location: '..' },
        dockerfile: { location: '../gateway/Dockerfile' },
        tags: ['registry.example.com/mlflow-gatehouse:1.2.3'],
        push: true,
        buildOnPreview: false,
        platforms: ['linux/amd64', 'linux/arm64'],
        builder: { name: 'remote' },
        cacheFrom: [{ registry: { ref: 'registry.example.com/cache:buildcache' } }],
        cacheTo: [{ registry: { ref: 'registry.example.com/cache:buildcache', mode: 'max' } }],
      },
      provider: expect.stringMatching(/^docker-build::/),
    })
    expect((await settle(result)).value).toMatch(/@sha256:[0-9a-f]{64}$/)
  })

  it('is built on another machine and pulled under the same name from a registry without TLS', async () => {
    const { resources } = await declare(
      gatewayImage.parse({
        mode: 'build',
        repository: 'localhost:30500/mlflow-gatehouse',
        dockerHost: 'ssh://builder@k3s.example.com',
        insecureRegistry: true,
      }),
    )
    expect(one(resources, 'pulumi:providers:docker-build').inputs).toMatchObject({
      host: 'ssh://builder@k3s.example.com',
    })
    expect(one(resources, image).inputs).toMatchObject({
      push: false,
      exports: [{ registry: { names: ['localhost:30500/mlflow-gatehouse:latest'], push: true, insecure: true } }],
    })
  })

  it('signs in to its registry with a secret', async () => {
    const { resources } = await declare(
      gatewayImage.parse({ mode: 'build', repository: 'registry.example.com/team/mlflow-gatehouse', username: 'ci' }),
      secret('registry'),
    )
    const { registries } = one(resources, image).inputs
    expect(isSecretEnvelope(registries) && registries.value).toMatchObject([
      { address: 'registry.example.com', username: 'ci', password: 'credential-registry' },
    ])
  })

  it('has a digest wherever it is built, whatever the settings', async () => {
    await fc.assert(
      fc.asyncProperty(gatewayImageSettings, async (of) => {
        const { result } = await declare(of)
        const { value } = await settle(result)
        if (of.mode === 'reference') expect(value).toBe(of.image)
        else expect(value).toMatch(/@sha256:[0-9a-f]{64}$/)
      }),
      { numRuns: 25 },
    )
  })
})
