import * as k8s from '@pulumi/kubernetes'
import { CustomResource, secret } from '@pulumi/pulumi'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { at } from '../../infra/local/providers/kubernetes/api.ts'
import { startEngine, type Engine } from '../stack/providers/engine.ts'
import { byHand } from './by-hand.ts'

const SECRET = 'correct-horse-battery'
const namespace = 'default'

/** Any resource, also one that the SDK's types would refuse. */
class Any extends CustomResource {
  constructor(type: string, name: string, props: object, provider: k8s.Provider) {
    super(`kubernetes:${type}`, name, { ...props }, { provider })
  }
}

function cluster(settings: Omit<k8s.ProviderArgs, 'kubeconfig'> = {}): k8s.Provider {
  return new k8s.Provider('cluster', { kubeconfig: inject('cluster').kubeconfig, ...settings })
}

let engine: Engine
beforeAll(async () => {
  engine = await startEngine(inject('cluster').pulumi)
})
afterEach(async () => await engine.destroy())
afterAll(async () => await engine[Symbol.asyncDispose]())

describe('the check by the API server', () => {
  const container = { name: 'web', image: 'web:1' }
  const deployment = (spec: object) => ({
    metadata: { namespace },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: { metadata: { labels: { app: 'web' } }, spec: { containers: [container], ...spec } },
    },
  })
  it.each<[string, string, object, string | RegExp]>([
    [
      'a field that a core kind does not have',
      'apps/v1:Deployment',
      deployment({ serviceAcountName: 'mlflow' }),
      'strict decoding error: unknown field "spec.template.spec.serviceAcountName"',
    ],
    [
      'a field that a custom resource does not have',
      'postgresql.cnpg.io/v1:Cluster',
      { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { namespace }, spec: { instanses: 1 } },
      'unknown field "spec.instanses"',
    ],
    [
      'a value that the kind does not allow',
      'security.istio.io/v1:AuthorizationPolicy',
      {
        apiVersion: 'security.istio.io/v1',
        kind: 'AuthorizationPolicy',
        metadata: { namespace },
        spec: { action: 'PERMIT' },
      },
      'Unsupported value: "PERMIT"',
    ],
    [
      'a required field that is missing',
      'cert-manager.io/v1:Certificate',
      { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', metadata: { namespace }, spec: { secretName: 'tls' } },
      'spec.issuerRef: Required value',
    ],
    [
      'a kind whose definition is not installed',
      'example.org/v1:Unknown',
      { apiVersion: 'example.org/v1', kind: 'Unknown', metadata: { namespace } },
      "the API server has no kind Unknown in example.org/v1; where it is a custom resource, its definition isn't installed",
    ],
    [
      'a namespace for a kind that has none',
      'core/v1:Namespace',
      { metadata: { name: 'x', namespace } },
      'a Namespace belongs to no namespace',
    ],
    [
      'a wait that cannot be read',
      'core/v1:ConfigMap',
      { metadata: { namespace, annotations: { 'pulumi.com/waitFor': 'Ready' } } },
      'pulumi.com/waitFor: "Ready" is neither condition=<type> nor jsonpath={<path>}=<value>',
    ],
    ['a type that takes fields over', 'core/v1:SecretPatch', { metadata: { name: 'x' } }, 'SecretPatch is not served'],
    [
      'an input that a release does not have',
      'helm.sh/v3:Release',
      { chart: 'mlflow', postrender: './patch.sh' },
      'does not apply the input "postrender"',
    ],
    [
      'a secret in the values of a release',
      'helm.sh/v3:Release',
      { chart: 'mlflow', values: { password: secret(SECRET) } },
      '"values" hold a secret',
    ],
    [
      'a secret value, without repeating it',
      'core/v1:Secret',
      { metadata: { namespace }, data: { password: secret(`${SECRET}!`) } },
      'illegal base64',
    ],
  ])('refuses %s', async (_name, type, props, message) => {
    const told = await engine.preview(async () => void new Any(type, 'mistake', props, cluster())).catch(String)
    expect(told).toMatch(message)
    expect(told).not.toContain(SECRET)
  })

  it('needs no namespace that the same program makes', async () => {
    const program = async () => {
      const provider = cluster()
      const home = new k8s.core.v1.Namespace('home', { metadata: { name: 'to-come' } }, { provider })
      new k8s.core.v1.ConfigMap('inside', { metadata: { namespace: home.metadata.name } }, { provider })
    }
    expect(await engine.preview(program)).toMatchObject({ home: 'create', inside: 'create' })
  })
})

describe('an object', () => {
  it('without a name gets one that it keeps until its content changes', async () => {
    const names: string[] = []
    const program = (level: string, team: string) => async () => {
      const made = new k8s.core.v1.ConfigMap(
        'settings',
        { metadata: { namespace, labels: { team } }, data: { level } },
        { provider: cluster() },
      )
      made.metadata.name.apply((name) => names.push(name))
    }
    await engine.up(program('1', 'one'))
    expect((await engine.up(program('1', 'two')))['settings']).toBe('update')
    expect((await engine.up(program('2', 'two')))['settings']).toBe('replace')
    expect(names).toEqual([
      expect.stringMatching(/^settings-[0-9a-f]{8}$/),
      names[0],
      expect.not.stringMatching(names[0] ?? ''),
    ])
    expect(await byHand.get({ kind: 'v1 ConfigMap', id: `${namespace}/${names[0]}` })).toBeUndefined()
  })

  it('that exists already is not taken over, unless the provider is told to', async () => {
    const target = { kind: 'v1 ConfigMap', id: `${namespace}/theirs` }
    await byHand.create(target, { metadata: { name: 'theirs' }, data: { owner: 'them' } })
    const program = (settings: Omit<k8s.ProviderArgs, 'kubeconfig'>) => async () => {
      const metadata = { name: 'theirs', namespace, labels: { ours: 'yes' } }
      new k8s.core.v1.ConfigMap('theirs', { metadata }, { provider: cluster(settings) })
    }
    await expect(engine.up(program({}))).rejects.toThrow('ConfigMap "default/theirs" already exists (AlreadyExists)')
    expect(at(await byHand.get(target), 'metadata', 'labels')).toBeUndefined()
    await engine.up(program({ upsertExistingObjects: true }))
    expect(await byHand.get(target)).toMatchObject({ metadata: { labels: { ours: 'yes' } }, data: { owner: 'them' } })
  })

  it('edited by hand is a conflict, and taken back where the program says so', async () => {
    const target = { kind: 'v1 Service', id: `${namespace}/shared` }
    const program = (force: boolean) => async () => {
      const annotations = force ? { 'pulumi.com/patchForce': 'true' } : {}
      const metadata = { name: 'shared', namespace, annotations, labels: { tier: 'ours' } }
      new k8s.core.v1.Service('shared', { metadata, spec: { ports: [{ port: 80 }] } }, { provider: cluster() })
    }
    await engine.up(program(false))
    await byHand.edit(target, { metadata: { labels: { tier: 'theirs' } } })
    await engine.refresh()
    await expect(engine.up(program(false))).rejects.toThrow(/conflict with "kubectl-edit".*patchForce/s)
    await engine.up(program(true))
    expect(at(await byHand.get(target), 'metadata', 'labels', 'tier')).toBe('ours')
  })

  it('that never gets ready fails the update, stays in the state, and is mended by the next', async () => {
    const program = (condition: string) => async () => {
      const annotations = { 'pulumi.com/waitFor': `condition=${condition}`, 'pulumi.com/timeoutSeconds': '1' }
      new k8s.apiextensions.CustomResource(
        'tls',
        {
          apiVersion: 'cert-manager.io/v1',
          kind: 'Certificate',
          metadata: { name: 'tls', namespace, annotations },
          spec: { secretName: 'tls', dnsNames: ['mlflow.test'], issuerRef: { name: 'issuer' } },
        },
        { provider: cluster() },
      )
    }
    await expect(engine.up(program('Approved'))).rejects.toThrow(
      'Certificate "default/tls" exists, and is not ready: condition=Approved did not hold within 1 s',
    )
    expect((await engine.up(program('Ready')))['tls']).toBe('update')
  })
})

it('keeps a secret out of the state, whether the program marked it or not', async () => {
  const program = async () => {
    const provider = cluster()
    const metadata = { namespace }
    new k8s.core.v1.Secret('clear', { metadata, stringData: { password: SECRET } }, { provider })
    new k8s.core.v1.ConfigMap('marked', { metadata, data: { password: secret(SECRET) } }, { provider })
  }
  await engine.up(program)
  await engine.refresh()
  const state = await engine.stored()
  expect(state).toContain('kubernetes:core/v1:Secret::clear')
  expect(state).not.toContain(SECRET)
  expect(state).not.toContain(Buffer.from(SECRET).toString('base64'))
})

it('records what a release would get, without the password of its registry', async () => {
  const program = async () => {
    new k8s.helm.v3.Release(
      'mlflow',
      {
        chart: 'oci://registry.test/mlflow',
        version: '1.11.5',
        name: 'recorded',
        namespace,
        repositoryOpts: { username: 'robot', password: secret(SECRET) },
        values: { replicaCount: 2 },
        timeout: 600,
      },
      { provider: cluster() },
    )
  }
  await engine.up(program)
  const record = await byHand.get({ kind: 'v1 ConfigMap', id: `${namespace}/sh.gatehouse.release.recorded` })
  const text = at(record, 'data', 'release.json')
  expect(JSON.parse(typeof text === 'string' ? text : '')).toEqual({
    chart: 'oci://registry.test/mlflow',
    compat: 'true',
    name: 'recorded',
    namespace,
    repositoryOpts: { username: 'robot' },
    timeout: 600,
    values: { replicaCount: 2 },
    version: '1.11.5',
  })
  await engine.refresh()
  expect((await engine.preview(program))['mlflow']).toBe('same')
})
