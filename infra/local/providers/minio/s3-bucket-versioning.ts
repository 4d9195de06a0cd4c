import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import { unless, type MinioConnection } from './connection.ts'

const prefix = z.object({ Prefix: z.string() })

/** XML turned into an object: one element is itself, several are a list. An element without any is "". */
const answer = z.preprocess(
  (found) => (found === '' ? {} : found),
  z.object({
    Status: z.string().optional(),
    ExcludedPrefixes: z.union([z.array(prefix), prefix.transform((one) => [one])]).optional(),
    ExcludeFolders: z.union([z.boolean(), z.string().transform((text) => text === 'true')]).optional(),
  }),
)

interface Versioning {
  readonly status: 'Enabled' | 'Suspended'
  readonly excludedPrefixes?: readonly string[] | undefined
  readonly excludeFolders?: boolean | undefined
}

export const s3BucketVersioning = resource<MinioConnection>()({
  type: 'minio:index/s3BucketVersioning:S3BucketVersioning',
  inputs: {
    bucket: { type: 'string', required: true, replaces: true },
    versioningConfiguration: {
      type: 'object',
      required: true,
      properties: {
        status: { type: 'string', required: true, values: ['Enabled', 'Suspended'] },
        excludedPrefixes: { type: 'set' },
        excludeFolders: { type: 'boolean' },
      },
    },
  },
  outputs: {},
  identity: ['bucket'],
  async create({ s3 }, { bucket, versioningConfiguration }) {
    await s3.setBucketVersioning(bucket, fromInputs(versioningConfiguration))
    return { id: bucket }
  },
  async read({ s3 }, id) {
    const found = await unless(['NoSuchBucket'], async () => await s3.getBucketVersioning(id))
    if (found === undefined) return undefined
    const { Status = '', ExcludedPrefixes, ExcludeFolders } = answer.parse(found)
    return {
      bucket: id,
      versioningConfiguration: {
        status: Status,
        excludedPrefixes: ExcludedPrefixes?.map(({ Prefix }) => Prefix),
        excludeFolders: ExcludeFolders,
      },
    }
  },
  async update({ s3 }, id, { news }) {
    await s3.setBucketVersioning(id, fromInputs(news.versioningConfiguration))
  },
  /** A bucket that was ever versioned can only be suspended. */
  async delete({ s3 }, id) {
    await unless(['NoSuchBucket'], async () => await s3.setBucketVersioning(id, { Status: 'Suspended' }))
  },
})

function fromInputs({ status, excludedPrefixes = [], excludeFolders }: Versioning) {
  return {
    Status: status,
    ...(excludedPrefixes.length === 0 ? {} : { ExcludedPrefixes: excludedPrefixes.map((Prefix) => ({ Prefix })) }),
    ...(excludeFolders === undefined ? {} : { ExcludeFolders: excludeFolders }),
  }
}
