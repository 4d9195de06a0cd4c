import * as minio from '@pulumi/minio'
import * as pulumi from '@pulumi/pulumi'
import type { StackSettings } from '../config/schema.ts'
import { bucketPolicy } from '../plan/bucket-policy.ts'
import { endpointUrl } from '../plan/endpoint.ts'
import { Password } from './password.ts'

export type ArtifactsArgs = StackSettings['artifacts'] & { readonly protect: boolean }

/** The artifact bucket, undo for what is deleted in it, and a user who may use its objects and nothing else. */
export class Artifacts extends pulumi.ComponentResource {
  readonly bucket: pulumi.Output<string>
  readonly endpoint: string
  readonly accessKeyId: pulumi.Output<string>
  readonly secretAccessKey: pulumi.Output<string>

  constructor(name: string, args: ArtifactsArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Artifacts', name, {}, opts)
    const parent = { parent: this }
    const bucket = new minio.S3Bucket(
      name,
      { bucket: args.bucket, acl: 'private' },
      { ...parent, protect: args.protect },
    )
    new minio.S3BucketVersioning(
      `${name}-versioning`,
      { bucket: bucket.bucket, versioningConfiguration: { status: 'Enabled' } },
      parent,
    )
    new minio.IlmPolicy(
      `${name}-lifecycle`,
      {
        bucket: bucket.bucket,
        rules: [{ id: 'expire-noncurrent', noncurrentVersionExpirationDays: args.noncurrentDays }],
      },
      parent,
    )
    const secret = new Password(`${name}-user-secret`, parent).text
    const user = new minio.IamUser(`${name}-user`, { name: `${args.bucket}-artifacts`, secret }, parent)
    const policy = new minio.IamPolicy(
      `${name}-policy`,
      { name: `${args.bucket}-artifacts`, policy: pulumi.jsonStringify(bucketPolicy(args.bucket)) },
      parent,
    )
    new minio.IamUserPolicyAttachment(`${name}-user-policy`, { userName: user.name, policyName: policy.id }, parent)
    this.bucket = bucket.bucket
    this.endpoint = endpointUrl(args)
    this.accessKeyId = pulumi.secret(user.name)
    this.secretAccessKey = secret
    this.registerOutputs({ bucket: this.bucket, accessKeyId: this.accessKeyId, secretAccessKey: this.secretAccessKey })
  }
}
