import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { databaseProblems } from '../../infra/config/database-rules.ts'
import { databases } from '../../infra/config/databases.ts'
import { cnpgInput, externalInput } from './arbitraries/databases.ts'

const created = { mode: 'cnpg', cluster: { manage: 'create', storageSize: '20Gi' } }
const existing = { mode: 'cnpg', cluster: { manage: 'existing', name: 'postgres-cluster' } }
const backups = { destinationPath: 's3://backups/mlflow', secretName: 'backup-s3' }
const problemsOf = (input: object, environment: 'development' | 'staging' | 'production' = 'staging') =>
  databaseProblems(databases.parse(input), environment, 'mlflow')

describe('the databases section', () => {
  it.each<[string, object, string, string]>([
    ['one name for both databases', { ...created, gatewayDatabase: 'mlflow' }, 'databases.gatewayDatabase', 'taken'],
    ['a name that the operator keeps', { ...created, mlflowDatabase: 'postgres' }, 'databases.mlflowDatabase', 'keeps'],
    [
      'a prefix that the operator keeps',
      { ...created, gatewayDatabase: 'cnpg_x' },
      'databases.gatewayDatabase',
      'keeps',
    ],
    ['a name that no object can have', { ...created, mlflowDatabase: '_mlflow' }, 'databases.mlflowDatabase', 'begin'],
    [
      'a cluster elsewhere without a copy of its CA',
      { ...existing, cluster: { ...existing.cluster, namespace: 'postgres' } },
      'databases.cluster.caSecretName',
      'postgres/postgres-cluster-ca',
    ],
    [
      'managed roles in an existing cluster',
      { ...existing, roleMode: 'managed' },
      'databases.roleMode',
      "an existing Cluster is its owner's",
    ],
    ['backups of an existing cluster', { ...existing, backups }, 'databases.backups', 'owner'],
    ['a pooler before an existing cluster', { ...existing, pooler: {} }, 'databases.pooler', 'certificate'],
    ['metrics of an existing cluster', { ...existing, monitoring: true }, 'databases.monitoring', 'owner'],
    [
      'an unencrypted connection',
      { mode: 'external', host: 'db.example.com', sslMode: 'disable' },
      'databases.sslMode',
      'verify-full',
    ],
  ])('with %s is refused, and says why', (_name, input, key, remedy) => {
    expect(problemsOf(input)).toEqual([expect.objectContaining({ key, remedy: expect.stringContaining(remedy) })])
  })

  it('of a production stack needs backups where the stack owns the cluster', () => {
    expect(problemsOf(created, 'production')).toMatchObject([{ key: 'databases.backups' }])
    expect(problemsOf({ ...created, backups }, 'production')).toEqual([])
    expect(problemsOf(existing, 'production')).toEqual([])
  })

  it('may name the own namespace of the stack without a copy of the CA', () => {
    expect(problemsOf({ ...existing, cluster: { ...existing.cluster, namespace: 'mlflow' } })).toEqual([])
  })

  it.each<[string, object]>([
    ['instances of an existing cluster', { ...existing, cluster: { ...existing.cluster, instances: 3 } }],
    ['a schedule of five fields', { ...created, backups: { ...backups, schedule: '0 2 * * *' } }],
    ['a retention without unit', { ...created, backups: { ...backups, retentionPolicy: '30' } }],
    ['a backup destination that is no bucket', { ...created, backups: { ...backups, destinationPath: '/backups' } }],
    ['a cluster without storage', { mode: 'cnpg', cluster: { manage: 'create' } }],
    ['a size without number', { ...created, cluster: { manage: 'create', storageSize: 'big' } }],
  ])('refuses %s', (_name, input) => {
    expect(databases.safeParse(input).success).toBe(false)
  })

  it('of any right shape has no problem', () => {
    fc.assert(
      fc.property(fc.oneof(cnpgInput, externalInput), (input) => {
        expect(problemsOf(input, 'production')).toEqual([])
      }),
    )
  })
})
