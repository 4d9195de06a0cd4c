import { provider } from '../definition/resource.ts'
import { minioConnection } from './connection.ts'
import { iamPolicy } from './iam-policy.ts'
import { iamUserPolicyAttachment } from './iam-user-policy-attachment.ts'
import { iamUser } from './iam-user.ts'
import { ilmPolicy } from './ilm-policy.ts'
import { s3BucketVersioning } from './s3-bucket-versioning.ts'
import { s3Bucket } from './s3-bucket.ts'

export const minio = provider({
  name: 'minio',
  config: {
    minioServer: { type: 'string', required: true },
    minioUser: { type: 'string', required: true },
    minioPassword: { type: 'string', required: true, secret: true },
    minioSsl: { type: 'boolean', default: false },
    minioRegion: { type: 'string', default: 'us-east-1' },
  },
  connect: minioConnection,
  resources: [s3Bucket, s3BucketVersioning, ilmPolicy, iamUser, iamPolicy, iamUserPolicyAttachment],
  functions: [],
})
