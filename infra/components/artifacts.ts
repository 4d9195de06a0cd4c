import * as minio from '@pulumi/minio'
import * as pulumi from '@pulumi/pulumi'
import type { ArtifactsSettings } from '../config/artifacts.ts'
import { bucketPolicy } from '../plan/bucket-policy.ts'
import type { S3Connection } from '../plan/connections.ts'
import { endpointUrl } from '../plan/endpoint.ts'
import { Password } from './password.ts'

export type ArtifactsArgs = Extract<ArtifactsSettings, { mode: 'minio' }> & { readonly protect: boolean }

/** The artifact bucket, undo for what is deleted in it, and a user who may use its objects and nothing else. */
export class Artifacts extends pulumi.ComponentResource {
  readonly connection: S3Connection<pulumi.Output<string>>

  constructor(name: string, args: ArtifactsArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Artifacts', name, {}, opts)
    const parent = { parent: this }
    const bucket = new minio.S3Bucket(
      name,
      { bucket: args.bucket, acl: 'private' },
      { ...parent, protect: args.protect },
    )
    const versioning = new minio.S3BucketVersioning(
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
      // One after the other: MinIO keeps a bucket's settings in one object and loses one of two changes at once.
      { ...parent, dependsOn: versioning },
    )
    const secret = new Password(`${name}-user-secret`, parent).text
    const user = new minio.IamUser(`${name}-user`, { name: `${args.bucket}-artifacts`, secret }, parent)
    const policy = new minio.IamPolicy(
      `${name}-policy`,
      { name: `${args.bucket}-artifacts`, policy: pulumi.jsonStringify(bucketPolicy(args.bucket)) },
      parent,
    )
    new minio.IamUserPolicyAttachment(`${name}-user-policy`, { userName: user.name, policyName: policy.id }, parent)
    this.connection = {
      endpoint: endpointUrl(args),
      region: args.region,
      bucket: args.bucket,
      accessKeyId: pulumi.secret(user.name),
      secretAccessKey: secret,
    }
    this.registerOutputs()
  }
}
