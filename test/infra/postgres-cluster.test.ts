import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Databases } from '../../infra/components/databases.ts'
import { cnpgDatabases } from '../../infra/config/databases.ts'
import { cnpgSettings } from './arbitraries/databases.ts'
import { clearTextCredentials } from './clear-text.ts'
import { recordOptions } from './recorded-options.ts'
import { settle } from './recording.ts'

const declare = (input: object, protect = true, awaitReady = true) =>
  recordOptions(
    (opts) =>
      new Databases(
        'databases',
        {
          ...cnpgDatabases.parse(input),
          namespace: 'mlflow',
          awaitReady,
          monitoringNamespace: 'monitoring',
          protect,
        },
        opts,
      ),
  )
type Declared = Awaited<ReturnType<typeof declare>>

const created = { mode: 'cnpg', cluster: { manage: 'create', storageSize: '20Gi' } }
const backups = {
  destinationPath: 's3://backups/mlflow',
  secretName: 'backup-s3',
  endpointUrl: 'https://s3.example.com',
}
const everything = { ...created, backups, pooler: { poolMode: 'transaction' }, monitoring: true }
const existing = {
  mode: 'cnpg',
  cluster: { manage: 'existing', name: 'postgres-cluster', namespace: 'postgres', caSecretName: 'postgres-ca' },
}

const cnpg = (kind: string) => `kubernetes:postgresql.cnpg.io/v1:${kind}`
const ofType = ({ resources }: Declared, type: string) => resources.filter((resource) => resource.type === type)
const specs = (recorded: Declared, type: string) => ofType(recorded, type).map(({ inputs }) => inputs['spec'])

describe('a cluster of our own', () => {
  it('is outside the mesh, without a superuser to log in with, and keeps the two roles apart', async () => {
    const recorded = await declare(created)
    expect(specs(recorded, cnpg('Cluster'))).toMatchObject([
      {
        instances: 3,
        storage: { size: '20Gi' },
        enableSuperuserAccess: false,
        enablePDB: true,
        bootstrap: { initdb: { database: 'mlflow', owner: 'mlflow', secret: { name: 'mlflow-postgres-mlflow' } } },
        postgresql: {
          pg_hba: [
            'hostssl mlflow mlflow all scram-sha-256',
            'hostssl mlflow_gateway mlflow_gateway all scram-sha-256',
            'host mlflow all all reject',
            'host all mlflow all reject',
            'host mlflow_gateway all all reject',
            'host all mlflow_gateway all reject',
          ],
        },
        inheritedMetadata: { labels: { 'istio.io/dataplane-mode': 'none' } },
      },
    ])
  })

  it('has a role and a database each, which nobody uses before the operator has applied them', async () => {
    const recorded = await declare(created)
    for (const kind of ['DatabaseRole', 'Database'])
      expect(ofType(recorded, cnpg(kind)).map(({ inputs }) => inputs['metadata'])).toMatchObject(
        ['mlflow-postgres-mlflow', 'mlflow-postgres-mlflow-gateway'].map((name) => ({
          name,
          namespace: 'mlflow',
          annotations: { 'pulumi.com/waitFor': 'jsonpath={.status.applied}=true' },
        })),
      )
    expect(specs(recorded, cnpg('DatabaseRole'))).toMatchObject([
      { name: 'mlflow', login: true, superuser: false, passwordSecret: { name: 'mlflow-postgres-mlflow' } },
      { name: 'mlflow_gateway', login: true, passwordSecret: { name: 'mlflow-postgres-mlflow-gateway' } },
    ])
    expect(specs(recorded, cnpg('Database'))).toMatchObject([
      { name: 'mlflow', owner: 'mlflow', databaseReclaimPolicy: 'retain' },
      { name: 'mlflow_gateway', owner: 'mlflow_gateway', databaseReclaimPolicy: 'retain' },
    ])
    expect(ofType(recorded, cnpg('Cluster'))[0]?.inputs['metadata']).toMatchObject({
      annotations: { 'pulumi.com/waitFor': 'condition=Ready' },
    })
  })

  it('waits for nothing where no operator runs', async () => {
    const { resources } = await declare(created, true, false)
    expect(JSON.stringify(resources)).not.toContain('pulumi.com/waitFor')
  })

  it('tells the operator the passwords in Secrets that it reads again when they change', async () => {
    const secrets = ofType(await declare(created), 'kubernetes:core/v1:Secret')
    expect(secrets.map(({ inputs }) => inputs)).toMatchObject(
      ['mlflow', 'mlflow_gateway'].map((role) => ({
        type: 'kubernetes.io/basic-auth',
        metadata: { namespace: 'mlflow', labels: { 'cnpg.io/reload': 'true' } },
        // The engine hides the whole map as soon as one value of it is secret.
        stringData: {
          value: { username: role, password: `computed-password-of-databases-cluster-${role}-role-password` },
        },
      })),
    )
  })

  it('is reached with the server verified, under names that its certificate has', async () => {
    const plain = await declare(created)
    const pooled = await declare(everything)
    const hosts = await Promise.all(
      [plain, pooled].map(async ({ result }) => (await settle(result.gateway.connection.host)).value),
    )
    expect(hosts).toEqual(['mlflow-postgres-rw.mlflow.svc', 'mlflow-postgres-pooler-rw.mlflow.svc'])
    expect(specs(pooled, cnpg('Cluster'))).toMatchObject([
      { certificates: { serverAltDNSNames: expect.arrayContaining([hosts[1]]) } },
    ])
    expect(plain.result.gateway.connection).toMatchObject({
      port: 5432,
      sslMode: 'verify-full',
      user: 'mlflow_gateway',
    })
    const { value, secret } = await settle(plain.result.gateway.url)
    expect(secret).toBe(true)
    expect(value).toBe(
      'postgresql://mlflow_gateway:computed-password-of-databases-cluster-mlflow_gateway-role-password@mlflow-postgres-rw.mlflow.svc:5432/mlflow_gateway?sslmode=verify-full&sslrootcert=/etc/gatehouse/database-ca/ca.crt',
    )
    expect((await settle(plain.result.mlflow.connection.ca)).value).toEqual({
      secretName: 'mlflow-postgres-ca',
      key: 'ca.crt',
    })
  })

  it('archives to an object store of its own and backs up by schedule, through the plugin', async () => {
    const recorded = await declare(everything)
    expect(specs(recorded, 'kubernetes:barmancloud.cnpg.io/v1:ObjectStore')).toMatchObject([
      {
        retentionPolicy: '30d',
        configuration: {
          destinationPath: 's3://backups/mlflow',
          endpointURL: 'https://s3.example.com',
          s3Credentials: { accessKeyId: { name: 'backup-s3', key: 'ACCESS_KEY_ID' } },
        },
      },
    ])
    expect(specs(recorded, cnpg('ScheduledBackup'))).toMatchObject([
      { schedule: '0 0 2 * * *', method: 'plugin', cluster: { name: 'mlflow-postgres' } },
    ])
    expect(specs(recorded, cnpg('Cluster'))).toMatchObject([
      {
        plugins: [
          {
            name: 'barman-cloud.cloudnative-pg.io',
            isWALArchiver: true,
            parameters: { barmanObjectName: 'mlflow-postgres-backups' },
          },
        ],
      },
    ])
  })

  it('carries prepared statements from server to server where the pooler changes them', async () => {
    const parameters = async (poolMode: string) =>
      (specs(await declare({ ...created, pooler: { poolMode } }), cnpg('Pooler'))[0] as { pgbouncer: object }).pgbouncer
    expect(await parameters('session')).toEqual({ poolMode: 'session', parameters: {} })
    expect(await parameters('transaction')).toMatchObject({ parameters: { max_prepared_statements: '200' } })
  })

  it('is watched by a PodMonitor only where the Prometheus operator is', async () => {
    const monitors = 'kubernetes:monitoring.coreos.com/v1:PodMonitor'
    expect(ofType(await declare(created), monitors)).toEqual([])
    expect(specs(await declare(everything), monitors)).toEqual([
      {
        selector: { matchLabels: { 'cnpg.io/cluster': 'mlflow-postgres', 'cnpg.io/podRole': 'instance' } },
        podMetricsEndpoints: [{ port: 'metrics' }],
      },
    ])
  })

  it('opens the instance manager to operator and peers alone', async () => {
    const [policy] = specs(await declare(everything), 'kubernetes:networking.k8s.io/v1:NetworkPolicy') as {
      ingress: { from: object[]; ports: { port: number }[] }[]
    }[]
    const to = (port: number) =>
      policy?.ingress.filter(({ ports }) => ports.some((each) => each.port === port)).flatMap(({ from }) => from)
    expect(to(8000)).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'cnpg-system' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' } },
      },
      { podSelector: { matchLabels: { 'cnpg.io/cluster': 'mlflow-postgres' } } },
    ])
    expect(to(9187)).toEqual([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }])
  })

  it('has its roles in itself for an operator before 1.30', async () => {
    const recorded = await declare({ ...created, roleMode: 'managed' })
    expect(ofType(recorded, cnpg('DatabaseRole'))).toEqual([])
    expect(specs(recorded, cnpg('Cluster'))).toMatchObject([
      {
        managed: {
          roles: [
            { name: 'mlflow', ensure: 'present' },
            { name: 'mlflow_gateway', ensure: 'present' },
          ],
        },
      },
    ])
  })
})

describe('an existing cluster', () => {
  it('gets roles, databases and their Secrets beside it, and nothing else', async () => {
    const recorded = await declare(existing)
    const objects = recorded.resources.filter(({ type }) => type.startsWith('kubernetes:'))
    expect(objects.map(({ type }) => type).toSorted()).toEqual(
      [
        cnpg('Database'),
        cnpg('Database'),
        cnpg('DatabaseRole'),
        cnpg('DatabaseRole'),
        'kubernetes:core/v1:Secret',
        'kubernetes:core/v1:Secret',
      ].toSorted(),
    )
    for (const { inputs } of objects) expect(inputs['metadata']).toMatchObject({ namespace: 'postgres' })
    expect((await settle(recorded.result.mlflow.connection)).value).toMatchObject({
      host: 'postgres-cluster-rw.postgres.svc',
      ca: { secretName: 'postgres-ca', key: 'ca.crt' },
    })
  })

  it('says what its owner has to add, so that other roles stay out', async () => {
    expect((await declare(existing)).result.ownersLines).toContain('host mlflow_gateway all all reject')
    expect((await declare(created)).result.ownersLines).toEqual([])
  })
})

describe('the data', () => {
  const dataKinds = ['Cluster', 'Database', 'DatabaseRole'].map(cnpg)

  it('outlives a stack that is no development stack', async () => {
    const { resources, options } = await declare(everything)
    const data = resources.filter(({ type }) => dataKinds.includes(type) || type.endsWith(':ObjectStore'))
    expect(data).toHaveLength(6)
    for (const { name } of data) expect(options.get(name), name).toMatchObject({ protect: true, retainOnDelete: true })
  })

  it('goes with a development stack', async () => {
    const recorded = await declare(everything, false)
    for (const { name, protect } of recorded.resources) {
      expect(protect, name).toBe(false)
      expect(recorded.options.get(name)?.retainOnDelete ?? false, name).toBe(false)
    }
    expect(specs(recorded, cnpg('Database'))).toMatchObject([
      { databaseReclaimPolicy: 'delete' },
      { databaseReclaimPolicy: 'delete' },
    ])
  })

  it('is replaced, not changed, where the operator refuses a change', async () => {
    const { resources, options } = await declare(created)
    for (const { name, type } of resources.filter((resource) =>
      [cnpg('Database'), cnpg('DatabaseRole')].includes(resource.type),
    ))
      expect(options.get(name), type).toMatchObject({
        replaceOnChanges: expect.arrayContaining(['spec.name', 'spec.cluster']),
        deleteBeforeReplace: true,
      })
  })
})

describe('any right cnpg section', () => {
  it('puts no password anywhere but into Secrets, every object into its namespace and below a parent', async () => {
    await fc.assert(
      fc.asyncProperty(cnpgSettings, fc.boolean(), async (settings, protect) => {
        const { resources } = await recordOptions(
          (opts) => new Databases('databases', { ...settings, namespace: 'mlflow', awaitReady: true, protect }, opts),
        )
        expect(clearTextCredentials(resources)).toEqual([])
        for (const { type, name, parent, inputs } of resources) {
          if (name !== 'databases') expect(parent, name).toBeDefined()
          if (!type.startsWith('kubernetes:')) continue
          expect(inputs['metadata']).toMatchObject({ namespace: settings.cluster.namespace ?? 'mlflow' })
          expect((inputs['metadata'] as { name: string }).name).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/)
        }
      }),
      { numRuns: 40 },
    )
  })
})
