import { describe, expect, it } from 'vitest'
import { bucketPolicy } from '../../infra/plan/bucket-policy.ts'
import { recordStack } from './recorded-stack.ts'

describe('the databases', () => {
  it('have a role each, and nobody else may connect', async () => {
    const { resources } = await recordStack('local')
    const of = (type: string) => resources.filter((resource) => resource.type === type).map(({ inputs }) => inputs)
    for (const name of ['mlflow', 'mlflow_gateway']) {
      expect(of('postgresql:index/role:Role')).toContainEqual(expect.objectContaining({ name, login: true }))
      expect(of('postgresql:index/database:Database')).toContainEqual(
        expect.objectContaining({ name, owner: name, encoding: 'UTF8' }),
      )
      expect(of('postgresql:index/grant:Grant')).toContainEqual({
        database: name,
        role: 'public',
        objectType: 'database',
        privileges: [],
      })
    }
  })

  it('are reached by URLs of their own role', async () => {
    const { outputs } = await recordStack('local')
    expect(outputs['gatewayDatabaseUrl']?.value).toBe(
      'postgresql://mlflow_gateway:computed-password-of-databases-mlflow_gateway-password@127.0.0.1:5433/mlflow_gateway?sslmode=disable',
    )
    expect(outputs['mlflowEnvironment']?.value).toMatchObject({
      MLFLOW_BACKEND_STORE_URI:
        'postgresql+psycopg2://mlflow:computed-password-of-databases-mlflow-password@127.0.0.1:5433/mlflow?sslmode=disable',
    })
  })
})

describe('the artifact user', () => {
  it('may use the objects of its bucket and nothing else', () => {
    for (const { Effect, Action, Resource } of bucketPolicy('models').Statement) {
      expect(Effect).toBe('Allow')
      expect([...Action].filter((action) => !action.startsWith('s3:') || action.includes('*'))).toEqual([])
      expect(Resource.every((arn) => arn === 'arn:aws:s3:::models' || arn === 'arn:aws:s3:::models/*')).toBe(true)
    }
  })

  it('is no root user, and deleted objects can be brought back for a while', async () => {
    const { resources, outputs } = await recordStack('local')
    const of = (type: string) => resources.find((resource) => resource.type === type)?.inputs
    expect(of('minio:index/iamUser:IamUser')).toMatchObject({ name: 'mlflow-artifacts' })
    expect(outputs['artifactsAccessKeyId']?.value).toBe('mlflow-artifacts')
    expect(of('minio:index/s3BucketVersioning:S3BucketVersioning')).toMatchObject({
      versioningConfiguration: { status: 'Enabled' },
    })
    expect(of('minio:index/ilmPolicy:IlmPolicy')).toMatchObject({
      rules: [{ id: 'expire-noncurrent', noncurrentVersionExpirationDays: 30 }],
    })
  })
})
