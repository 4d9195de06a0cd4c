/** Object storage of the artifacts. */
import { z } from 'zod'
import { endpoint, label } from './text.ts'

export const artifacts = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('minio').meta({ description: 'A MinIO server that exists and that this program can reach.' }),
    endpoint: endpoint.meta({ description: 'host:port of its S3 and admin API.' }),
    tls: z.boolean().default(true).meta({ description: 'Whether it speaks TLS.' }),
    region: z.string().min(1).default('us-east-1').meta({ description: 'Region that clients sign for.' }),
    bucket: label.min(3).default('mlflow').meta({ description: 'Bucket of the artifacts.' }),
    noncurrentDays: z
      .int()
      .min(1)
      .default(30)
      .meta({ description: 'Days that overwritten and deleted objects can be brought back.' }),
    adminUser: z
      .string()
      .min(3)
      .default('gatehouse-pulumi')
      .meta({ description: 'User that may manage buckets, users and policies.' }),
  }),
  z.strictObject({
    mode: z.literal('s3').meta({ description: 'A bucket that exists, with a user for it; nothing is declared.' }),
    endpoint: endpoint.meta({ description: 'host:port of its S3 API.' }),
    tls: z.boolean().default(true).meta({ description: 'Whether it speaks TLS.' }),
    region: z.string().min(1).default('us-east-1').meta({ description: 'Region that clients sign for.' }),
    bucket: label.min(3).default('mlflow').meta({ description: 'Bucket of the artifacts.' }),
    accessKeyId: z
      .string()
      .min(3)
      .meta({ description: 'Access key of the user for this bucket; the secret key is a credential.' }),
  }),
])

export type ArtifactsSettings = z.output<typeof artifacts>
