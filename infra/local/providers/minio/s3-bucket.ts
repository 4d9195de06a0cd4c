import { resource } from '../definition/resource.ts'
import { unless, type MinioConnection } from './connection.ts'
import { canonicalPolicy } from './policy-document.ts'

export const s3Bucket = resource<MinioConnection>()({
  type: 'minio:index/s3Bucket:S3Bucket',
  inputs: {
    bucket: { type: 'string', required: true, replaces: true },
    acl: { type: 'string', default: 'private', values: ['private', 'public-read'] },
    /** Whether deleting the bucket deletes what lies in it; otherwise a bucket that isn't empty stays. */
    forceDestroy: { type: 'boolean', default: false, unread: true },
    objectLocking: { type: 'boolean', default: false },
  },
  outputs: { arn: { type: 'string' }, bucketDomainName: { type: 'string' } },
  identity: ['bucket'],
  async create({ s3, region }, { bucket, acl, objectLocking }) {
    if (await s3.bucketExists(bucket)) throw new Error(`the bucket "${bucket}" exists already`)
    await s3.makeBucket(bucket, region, { ObjectLocking: objectLocking })
    if (acl !== 'private') await s3.setBucketPolicy(bucket, publicRead(bucket))
    return { id: bucket }
  },
  async read({ s3, endpoint }, id, { forceDestroy }) {
    if (!(await s3.bucketExists(id))) return undefined
    const policy = await unless(['NoSuchBucketPolicy'], async () => await s3.getBucketPolicy(id))
    const locking = await unless(['ObjectLockConfigurationNotFoundError'], async (): Promise<unknown> =>
      s3.getObjectLockConfig(id),
    )
    return {
      bucket: id,
      acl: aclOf(id, policy),
      forceDestroy,
      objectLocking: locking !== undefined,
      arn: `arn:aws:s3:::${id}`,
      bucketDomainName: `${endpoint}/${id}`,
    }
  },
  async update({ s3 }, id, { olds, news }) {
    if (olds.objectLocking !== news.objectLocking) {
      throw new Error(`object locking of the bucket "${id}" can't be changed once it exists`)
    }
    await s3.setBucketPolicy(id, news.acl === 'private' ? '' : publicRead(id))
  },
  async delete({ s3 }, id, { forceDestroy }) {
    if (!(await s3.bucketExists(id))) return
    if (forceDestroy) await empty(s3, id)
    await unless(['NoSuchBucket'], async () => await s3.removeBucket(id))
  },
})

function publicRead(bucket: string): string {
  const everybody = { Effect: 'Allow', Principal: { AWS: ['*'] } }
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { ...everybody, Action: ['s3:GetBucketLocation', 's3:ListBucket'], Resource: [`arn:aws:s3:::${bucket}`] },
      { ...everybody, Action: ['s3:GetObject'], Resource: [`arn:aws:s3:::${bucket}/*`] },
    ],
  })
}

/** A policy of another kind is told as such, so that it is found as a difference. */
function aclOf(bucket: string, policy: string | undefined): string {
  if (policy === undefined || policy === '') return 'private'
  return canonicalPolicy(policy) === canonicalPolicy(publicRead(bucket)) ? 'public-read' : 'a policy set by hand'
}

/** Deletes every version and delete marker. */
async function empty(s3: MinioConnection['s3'], bucket: string): Promise<void> {
  const versions: { name: string; versionId: string }[] = []
  for await (const item of s3.listObjects(bucket, '', true, { IncludeVersion: true })) {
    versions.push({ name: String(item.name), versionId: String(item.versionId) })
  }
  if (versions.length > 0) await s3.removeObjects(bucket, versions)
}
