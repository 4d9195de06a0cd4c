import * as minio from '@pulumi/minio'
import * as pulumi from '@pulumi/pulumi'
import { AwsClient } from 'aws4fetch'
import { Client } from 'minio'
import { inject } from 'vitest'
import { z } from 'zod'
import { uniqueName } from './engine.ts'
import { describeLife, pick, type Phase } from './life.ts'

const { endpoint, user: rootUser, password } = inject('stack').minio

const [bucket, moved] = [uniqueName('bucket'), uniqueName('moved')]
const [user, otherUser] = [uniqueName('user'), uniqueName('other-user')]
const [policy, otherPolicy] = [uniqueName('policy'), uniqueName('other-policy')]
const [firstSecret, secondSecret] = ['secret-number-one', 'secret-number-two']

const policyOf = (...actions: readonly string[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: `arn:aws:s3:::${bucket}/*` }],
  })

function program(phase: Phase): void {
  const at = pick(phase)
  const provider = new minio.Provider('minio', {
    minioServer: endpoint,
    minioUser: rootUser,
    minioPassword: pulumi.secret(password),
    minioSsl: false,
    minioRegion: 'us-east-1',
  })
  const opts = { provider }
  const store = new minio.S3Bucket(
    'bucket',
    { bucket: at(bucket, bucket, moved), acl: at('private', 'public-read', 'public-read'), forceDestroy: true },
    opts,
  )
  const versioning = new minio.S3BucketVersioning(
    'versioning',
    { bucket: store.bucket, versioningConfiguration: { status: at('Enabled', 'Suspended', 'Suspended') } },
    opts,
  )
  new minio.IlmPolicy(
    'lifecycle',
    {
      bucket: store.bucket,
      rules: [
        { id: 'noncurrent', noncurrentVersionExpirationDays: at(7, 30, 30) },
        { id: 'drafts', filter: 'drafts/', expiration: '5d' },
      ],
    },
    // One after the other: MinIO keeps a bucket's settings in one object and loses one of two changes at once.
    { ...opts, dependsOn: versioning },
  )
  const person = new minio.IamUser(
    'user',
    { name: at(user, user, otherUser), secret: at(firstSecret, secondSecret, secondSecret) },
    opts,
  )
  const document = new minio.IamPolicy(
    'policy',
    {
      name: at(policy, policy, otherPolicy),
      policy: at(policyOf('s3:GetObject'), policyOf('s3:PutObject', 's3:GetObject'), policyOf('s3:GetObject')),
    },
    opts,
  )
  new minio.IamUserPolicyAttachment('attachment', { userName: person.name, policyName: document.name }, opts)
}

function s3As(accessKey: string, secretKey: string): Client {
  const { hostname, port } = new URL(`http://${endpoint}`)
  return new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey })
}

const s3 = s3As(rootUser, password)
const admin = new AwsClient({ accessKeyId: rootUser, secretAccessKey: password, service: 's3', region: 'us-east-1' })

async function adminApi(method: string, call: string): Promise<unknown> {
  const response = await admin.fetch(`http://${endpoint}/minio/admin/v3/${call}`, { method })
  return response.ok ? JSON.parse((await response.text()) || 'null') : undefined
}

/** What S3 answers, or its error code. */
async function answer(call: () => Promise<unknown>): Promise<unknown> {
  return await call().catch((cause: unknown) => (cause instanceof Error && 'code' in cause ? cause.code : cause))
}

/** The first name that exists. */
async function existing(
  names: readonly string[],
  exists: (name: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const name of names) if (await exists(name)) return name
  return undefined
}

async function inBucket(look: (name: string) => Promise<unknown>): Promise<unknown> {
  const name = await existing([bucket, moved], async (candidate) => await s3.bucketExists(candidate))
  return name === undefined ? undefined : { bucket: name, found: await answer(async () => await look(name)) }
}

const lookAtAcl = async (): Promise<unknown> =>
  await inBucket(async (name) => ((await s3.getBucketPolicy(name)).includes('s3:GetObject') ? 'public' : 'other'))

const lookAtVersioning = async (): Promise<unknown> =>
  await inBucket(async (name) => z.object({ Status: z.string() }).parse(await s3.getBucketVersioning(name)).Status)

const lookAtLifecycle = async (): Promise<unknown> =>
  await inBucket(async (name) => {
    const text = JSON.stringify(await s3.getBucketLifecycle(name))
    return { noncurrentDays: /"NoncurrentDays":(\d+)/.exec(text)?.[1], drafts: text.includes('drafts/') }
  })

/** Which user and secret key the server itself takes. */
const lookAtUser = async (): Promise<unknown> => {
  for (const name of [user, otherUser]) {
    for (const secret of [firstSecret, secondSecret]) {
      const code = await answer(async () => await s3As(name, secret).listBuckets())
      if (Array.isArray(code) || code === 'AccessDenied') return { name, secret }
    }
  }
  return undefined
}

const policyAnswer = z.object({
  Policy: z.object({ Statement: z.tuple([z.object({ Action: z.array(z.string()) })]) }),
})
const lookAtPolicy = async (): Promise<unknown> => {
  for (const name of [policy, otherPolicy]) {
    const found = await adminApi('GET', `info-canned-policy?name=${name}&v=2`)
    if (found !== undefined) return { name, actions: policyAnswer.parse(found).Policy.Statement[0].Action.toSorted() }
  }
  return undefined
}

const userAnswer = z.object({ policyName: z.string().optional() })
const lookAtAttachment = async (): Promise<unknown> => {
  for (const name of [user, otherUser]) {
    const found = await adminApi('GET', `user-info?accessKey=${name}`)
    if (found !== undefined) return { name, policy: userAnswer.parse(found).policyName }
  }
  return undefined
}

describeLife({
  provider: 'minio',
  program,
  lives: {
    bucket: {
      type: 'minio:index/s3Bucket:S3Bucket',
      look: lookAtAcl,
      created: { bucket, found: 'NoSuchBucketPolicy' },
      updated: { bucket, found: 'public' },
      replaced: { bucket: moved, found: 'public' },
      tamper: async () => await s3.setBucketPolicy(bucket, ''),
    },
    versioning: {
      type: 'minio:index/s3BucketVersioning:S3BucketVersioning',
      look: lookAtVersioning,
      created: { bucket, found: 'Enabled' },
      updated: { bucket, found: 'Suspended' },
      replaced: { bucket: moved, found: 'Suspended' },
      tamper: async () => await s3.setBucketVersioning(bucket, { Status: 'Enabled' }),
    },
    lifecycle: {
      type: 'minio:index/ilmPolicy:IlmPolicy',
      look: lookAtLifecycle,
      created: { bucket, found: { noncurrentDays: '7', drafts: true } },
      updated: { bucket, found: { noncurrentDays: '30', drafts: true } },
      replaced: { bucket: moved, found: { noncurrentDays: '30', drafts: true } },
      tamper: async () =>
        await s3.setBucketLifecycle(bucket, {
          Rule: [{ ID: 'drafts', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 1 } }],
        }),
      erase: async () => await s3.removeBucketLifecycle(moved),
    },
    user: {
      type: 'minio:index/iamUser:IamUser',
      look: lookAtUser,
      created: { name: user, secret: firstSecret },
      updated: { name: user, secret: secondSecret },
      replaced: { name: otherUser, secret: secondSecret },
      tamper: async () => void (await adminApi('PUT', `set-user-status?accessKey=${user}&status=disabled`)),
      erase: async () => void (await adminApi('DELETE', `remove-user?accessKey=${otherUser}`)),
    },
    policy: {
      type: 'minio:index/iamPolicy:IamPolicy',
      look: lookAtPolicy,
      created: { name: policy, actions: ['s3:GetObject'] },
      updated: { name: policy, actions: ['s3:GetObject', 's3:PutObject'] },
      replaced: { name: otherPolicy, actions: ['s3:GetObject'] },
      tamper: async () => {
        const body = policyOf('s3:*')
        await admin.fetch(`http://${endpoint}/minio/admin/v3/add-canned-policy?name=${policy}`, { method: 'PUT', body })
      },
    },
    attachment: {
      type: 'minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment',
      look: lookAtAttachment,
      created: { name: user, policy },
      replaced: { name: otherUser, policy: otherPolicy },
    },
  },
})
