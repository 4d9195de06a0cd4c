import * as k8s from '@pulumi/kubernetes'
import { inject } from 'vitest'
import { at, spelled } from '../../infra/local/providers/kubernetes/api.ts'
import { startEngine } from '../stack/providers/engine.ts'
import { describeLife, pick, type Phase } from '../stack/providers/life.ts'
import { byHand } from './by-hand.ts'

const namespace = 'life'
const of = (kind: string, name: string) => ({ kind, id: `${namespace}/${name}` })

const settings = of('v1 ConfigMap', 'settings')
const password = of('v1 Secret', 'password')
const web = of('apps/v1 Deployment', 'web')
const migration = of('batch/v1 Job', 'migration')
const rule = of('networking.k8s.io/v1 NetworkPolicy', 'rule')
const postgres = of('postgresql.cnpg.io/v1 Cluster', 'postgres')
const database = of('postgresql.cnpg.io/v1 Database', 'mlflow')
const record = of('v1 ConfigMap', 'sh.gatehouse.release.mlflow')

function program(phase: Phase): void {
  const choose = pick(phase)
  const provider = new k8s.Provider('cluster', { kubeconfig: inject('cluster').kubeconfig, enablePatchForce: true })
  const own = { provider }
  const team = choose('one', 'two', 'two')
  const home = new k8s.core.v1.Namespace('home', { metadata: { name: namespace, labels: { team } } }, own)
  const inside = { provider, dependsOn: home }
  const meta = (name: string, annotations: Record<string, string> = {}) => ({
    name,
    namespace,
    labels: { team },
    annotations,
  })

  new k8s.core.v1.ConfigMap('settings', { metadata: meta('settings'), data: { level: choose('1', '1', '2') } }, inside)
  new k8s.core.v1.Secret(
    'password',
    { metadata: meta('password'), stringData: { password: choose('first', 'first', 'second') } },
    inside,
  )
  const labels = { app: choose('web', 'web', 'site') }
  new k8s.apps.v1.Deployment(
    'web',
    {
      metadata: meta('web'),
      spec: {
        replicas: choose(1, 2, 2),
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'web', image: 'web:1', ports: [{ containerPort: 80 }], env: [] }] },
        },
      },
    },
    inside,
  )
  new k8s.batch.v1.Job(
    'migration',
    {
      metadata: meta('migration'),
      spec: {
        template: {
          spec: { restartPolicy: 'Never', containers: [{ name: 'run', image: choose('run:1', 'run:1', 'run:2') }] },
        },
      },
    },
    inside,
  )
  new k8s.networking.v1.NetworkPolicy(
    'rule',
    {
      metadata: meta('rule'),
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: choose(80, 81, 81) }] }] },
    },
    inside,
  )
  const cluster = new k8s.apiextensions.CustomResource(
    'postgres',
    {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      metadata: meta('postgres', { 'pulumi.com/waitFor': 'condition=Ready' }),
      spec: { instances: choose(1, 3, 3), storage: { size: '1Gi' } },
    },
    inside,
  )
  new k8s.apiextensions.CustomResource(
    'database',
    {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Database',
      metadata: meta('mlflow', { 'pulumi.com/waitFor': '["jsonpath={.status.applied}=true"]' }),
      spec: { name: 'mlflow', owner: 'mlflow', cluster: { name: 'postgres' }, connectionLimit: choose(10, 20, 20) },
    },
    { ...inside, dependsOn: cluster },
  )
  new k8s.helm.v3.Release(
    'release',
    {
      chart: 'mlflow',
      version: '1.11.5',
      name: choose('mlflow', 'mlflow', 'mlflow-next'),
      namespace,
      repositoryOpts: { repo: 'https://community-charts.github.io/helm-charts' },
      values: { replicaCount: choose(1, 2, 2) },
    },
    inside,
  )
}

const look =
  (
    target: Parameters<typeof byHand.get>[0],
    see: (object: NonNullable<Awaited<ReturnType<typeof byHand.get>>>) => unknown,
  ) =>
  async () => {
    const object = await byHand.get(target)
    return object === undefined ? undefined : see(object)
  }
const values = (text: unknown): unknown => at(JSON.parse(String(text)), 'values', 'replicaCount')

describeLife({
  provider: 'kubernetes',
  start: async () => await startEngine(inject('cluster').pulumi),
  program,
  lives: {
    home: {
      type: 'kubernetes:core/v1:Namespace',
      look: look({ kind: 'v1 Namespace', id: namespace }, (object) => at(object, 'metadata', 'labels', 'team')),
      created: 'one',
      updated: 'two',
      tamper: async () =>
        await byHand.edit({ kind: 'v1 Namespace', id: namespace }, { metadata: { labels: { team: 'x' } } }),
    },
    settings: {
      type: 'kubernetes:core/v1:ConfigMap',
      look: look(settings, (object) => [at(object, 'data', 'level'), at(object, 'metadata', 'labels', 'team')]),
      created: ['1', 'one'],
      updated: ['1', 'two'],
      replaced: ['2', 'two'],
      erase: async () => await byHand.delete(settings),
    },
    password: {
      type: 'kubernetes:core/v1:Secret',
      look: look(password, (object) => [
        Buffer.from(spelled(at(object, 'data', 'password')), 'base64').toString(),
        at(object, 'metadata', 'labels', 'team'),
      ]),
      created: ['first', 'one'],
      updated: ['first', 'two'],
      replaced: ['second', 'two'],
      erase: async () => await byHand.delete(password),
    },
    web: {
      type: 'kubernetes:apps/v1:Deployment',
      look: look(web, (object) => [
        at(object, 'spec', 'replicas'),
        at(object, 'spec', 'selector', 'matchLabels', 'app'),
      ]),
      created: [1, 'web'],
      updated: [2, 'web'],
      replaced: [2, 'site'],
      tamper: async () => await byHand.edit(web, { spec: { replicas: 7 } }),
      erase: async () => await byHand.delete(web),
    },
    migration: {
      type: 'kubernetes:batch/v1:Job',
      look: look(migration, (object) => [
        JSON.stringify(at(object, 'spec', 'template', 'spec', 'containers')).includes('run:1'),
        at(object, 'metadata', 'labels', 'team'),
        at(object, 'status', 'succeeded'),
      ]),
      created: [true, 'one', 1],
      updated: [true, 'two', 1],
      replaced: [false, 'two', 1],
    },
    rule: {
      type: 'kubernetes:networking.k8s.io/v1:NetworkPolicy',
      look: look(rule, (object) => at(object, 'spec', 'ingress')),
      created: [{ ports: [{ port: 80, protocol: 'TCP' }] }],
      updated: [{ ports: [{ port: 81, protocol: 'TCP' }] }],
      tamper: async () => await byHand.edit(rule, { spec: { ingress: [{ ports: [{ port: 22 }] }] } }),
    },
    postgres: {
      type: 'kubernetes:postgresql.cnpg.io/v1:Cluster',
      look: look(postgres, (object) => at(object, 'spec', 'instances')),
      created: 1,
      updated: 3,
      tamper: async () => await byHand.edit(postgres, { spec: { instances: 5 } }),
      erase: async () => await byHand.delete(postgres),
    },
    database: {
      type: 'kubernetes:postgresql.cnpg.io/v1:Database',
      look: look(database, (object) => [at(object, 'spec', 'connectionLimit'), at(object, 'status', 'applied')]),
      created: [10, true],
      updated: [20, true],
      tamper: async () => await byHand.edit(database, { spec: { connectionLimit: 1 } }),
    },
    release: {
      type: 'kubernetes:helm.sh/v3:Release',
      look: async () => {
        for (const target of [record, { ...record, id: `${record.id}-next` }]) {
          const object = await byHand.get(target)
          if (object !== undefined) return [target.id, values(at(object, 'data', 'release.json'))]
        }
        return undefined
      },
      created: [record.id, 1],
      updated: [record.id, 2],
      replaced: [`${record.id}-next`, 2],
      tamper: async () => {
        const object = await byHand.get(record)
        const text = spelled(at(object, 'data', 'release.json')).replace('"replicaCount":2', '"replicaCount":9')
        await byHand.edit(record, { data: { 'release.json': text } })
      },
    },
  },
})
