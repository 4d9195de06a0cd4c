import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { at } from '../../infra/local/providers/kubernetes/api.ts'
import type { Steps } from '../stack/providers/engine.ts'
import { byHand } from './by-hand.ts'
import { programStack, type ProgramStack } from './program-stack.ts'

const { kubeconfig, servers } = inject('cluster')

const settings = z.record(z.string(), z.unknown())
const sectionOf = (stack: Record<string, unknown>, name: string) => settings.parse(stack[name])

/** The settings of a committed stack file. */
async function example(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8')
  const { config } = z.object({ config: settings }).parse(parse(text))
  const own = Object.entries(config).filter(([key]) => key.startsWith('gatehouse:'))
  return Object.fromEntries(own.map(([key, value]) => [key.slice('gatehouse:'.length), value]))
}

/** What a run did, but for looking. */
const deeds = (steps: Steps) =>
  Object.fromEntries(Object.entries(steps).filter(([, step]) => !['same', 'read', 'refresh'].includes(step)))

/** Namespaces of other people's, which a platform has. */
async function neighbours(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    const target = { kind: 'v1 Namespace', id: name }
    if ((await byHand.get(target)) === undefined) await byHand.create(target, { metadata: { name } })
  }
}

describe('the whole program, as in the example of a staging stack', () => {
  let stack: ProgramStack
  const inside = (kind: string, name: string) => ({ kind, id: `mlflow/${name}` })
  const database = inside('postgresql.cnpg.io/v1 Cluster', 'mlflow-db')

  beforeAll(async () => {
    await neighbours('observability', 'notebooks')
    const staging = await example('Pulumi.staging.yaml')
    stack = await programStack(
      {
        ...staging,
        // The servers of this machine speak plain HTTP, which a development stack may.
        environment: 'development',
        keycloak: { ...sectionOf(staging, 'keycloak'), url: servers.keycloak.url },
        artifacts: { mode: 'minio', endpoint: servers.minio.endpoint, tls: false, adminUser: servers.minio.user },
      },
      {
        kubeconfig,
        keycloakAdminClientSecret: servers.keycloak.adminClientSecret,
        artifactsAdminPassword: servers.minio.password,
      },
    )
  })
  afterAll(async () => await stack[Symbol.asyncDispose]())

  it('is accepted by the real schemas', async () => {
    const steps = deeds(await stack.up())
    expect(new Set(Object.values(steps))).toEqual(new Set(['create']))
    expect(Object.keys(steps)).toEqual(
      expect.arrayContaining([
        'kubernetes:postgresql.cnpg.io/v1:Cluster databases-cluster',
        'kubernetes:helm.sh/v3:Release cluster-mlflow',
      ]),
    )
  })

  it('changes nothing when it runs again', async () => {
    expect(deeds(await stack.up())).toEqual({})
  })

  it('finds nothing that differs from what it declared', async () => {
    await stack.refresh()
    expect(deeds(await stack.preview())).toEqual({})
  })

  it('changes one thing for one change', async () => {
    const databases = sectionOf(await example('Pulumi.staging.yaml'), 'databases')
    const cluster = { ...sectionOf(databases, 'cluster'), storageSize: '60Gi' }
    await stack.configure({ databases: { ...databases, cluster } })
    expect(deeds(await stack.up())).toEqual({ 'kubernetes:postgresql.cnpg.io/v1:Cluster databases-cluster': 'update' })
    expect(at(await byHand.get(database), 'spec', 'storage', 'size')).toBe('60Gi')
  })

  it('finds what was edited and deleted by hand, and puts it back', async () => {
    const monitor = inside('monitoring.coreos.com/v1 PodMonitor', 'mlflow-gateway')
    await byHand.edit(database, { spec: { instances: 7 } })
    await byHand.delete(monitor)
    await stack.refresh()
    expect(deeds(await stack.up())).toEqual({
      'kubernetes:postgresql.cnpg.io/v1:Cluster databases-cluster': 'update',
      'kubernetes:monitoring.coreos.com/v1:PodMonitor cluster-observability-monitor': 'create',
    })
    expect(at(await byHand.get(database), 'spec', 'instances')).toBe(1)
    expect(await byHand.get(monitor)).toBeDefined()
  })

  it('gives the release its chart and values, and no secret', async () => {
    const record = await byHand.get(inside('v1 ConfigMap', 'sh.gatehouse.release.mlflow'))
    const text = at(record, 'data', 'release.json')
    const release = settings.parse(JSON.parse(typeof text === 'string' ? text : '{}'))
    expect(release).toMatchObject({ chart: 'mlflow', namespace: 'mlflow', values: { replicaCount: 2 } })
  })

  it('keeps its credentials out of the state', async () => {
    const stored = await stack.stored()
    expect(stored).toContain('kubernetes:helm.sh/v3:Release')
    for (const secret of [servers.keycloak.adminClientSecret, servers.minio.password])
      expect(stored).not.toContain(secret)
  })

  it('leaves nothing behind', async () => {
    await stack.destroy()
    expect(await byHand.get({ kind: 'v1 Namespace', id: 'mlflow' })).toBeUndefined()
  })
})

describe('the examples, with an issuer and a bucket that exist elsewhere', () => {
  const elsewhere = (stack: Record<string, unknown>) => {
    const { keycloak: _issuer, serviceClients: _clients, ...others } = stack
    const { machines: _machines, release, ...cluster } = sectionOf(stack, 'cluster')
    const image = `registry.example.com/mlflow-gatehouse@sha256:${'0'.repeat(64)}`
    return {
      ...others,
      externalIssuer: {
        discoveryUrl: 'https://login.example.com/.well-known/openid-configuration',
        clientId: 'mlflow',
      },
      artifacts: { mode: 's3', endpoint: 's3.example.com:443', accessKeyId: 'mlflow' },
      cluster: {
        ...cluster,
        release: { ...settings.parse(release ?? {}), smoke: { enabled: false } },
        gatewayImage: { mode: 'reference', image },
      },
    }
  }
  const secrets = {
    kubeconfig,
    externalIssuerClientSecret: 'a secret of the issuer',
    artifactsSecretAccessKey: 'a secret of the bucket',
  }

  it.each([['Pulumi.dev.yaml'], ['infra/examples/k3s-tunnel.yaml']])(
    '%s is accepted, and changes nothing again',
    async (file) => {
      await neighbours('observability', 'notebooks', 'jupyter', 'postgres')
      await using stack = await programStack(elsewhere(await example(file)), secrets)
      expect(new Set(Object.values(deeds(await stack.up())))).toEqual(new Set(['create']))
      expect(deeds(await stack.preview())).toEqual({})
    },
  )

  it('Pulumi.prod.yaml is accepted, and what holds data survives a destroy', async () => {
    await neighbours('observability', 'notebooks')
    await using stack = await programStack(elsewhere(await example('Pulumi.prod.yaml')), secrets)
    await stack.up()
    await expect(stack.destroy()).rejects.toThrow(/protected/)
    expect(await byHand.get({ kind: 'postgresql.cnpg.io/v1 Cluster', id: 'mlflow/mlflow-db' })).toBeDefined()
  })
})
