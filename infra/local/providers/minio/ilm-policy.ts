import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import { unless, type MinioConnection } from './connection.ts'

const ruleAnswer = z.object({
  ID: z.string(),
  Filter: z.unknown().transform((filter) => prefixOf(filter)),
  Expiration: z.object({ Days: z.coerce.number().optional() }).optional(),
  NoncurrentVersionExpiration: z.object({ NoncurrentDays: z.coerce.number() }).optional(),
})

/** XML turned into an object: one element is itself, several are a list. */
const answer = z.object({ Rule: z.union([z.array(ruleAnswer), ruleAnswer.transform((one) => [one])]) })

interface Rule {
  readonly id: string
  readonly filter?: string | undefined
  readonly expiration?: string | undefined
  readonly noncurrentVersionExpirationDays?: number | undefined
}

/** All lifecycle rules of a bucket. */
export const ilmPolicy = resource<MinioConnection>()({
  type: 'minio:index/ilmPolicy:IlmPolicy',
  inputs: {
    bucket: { type: 'string', required: true, replaces: true },
    rules: {
      type: 'list',
      required: true,
      items: {
        id: { type: 'string', required: true },
        /** The prefix of the objects' names. */
        filter: { type: 'string' },
        /** Days, as "7d". */
        expiration: { type: 'string', canonical: canonicalDays },
        noncurrentVersionExpirationDays: { type: 'integer', minimum: 1 },
      },
    },
  },
  outputs: {},
  identity: ['bucket'],
  verify({ rules }) {
    return rules
      .filter((rule) => rule.expiration === undefined && rule.noncurrentVersionExpirationDays === undefined)
      .map(({ id }) => ({ property: 'rules', reason: `the rule "${id}" expires nothing` }))
  },
  async create({ s3 }, { bucket, rules }) {
    await s3.setBucketLifecycle(bucket, { Rule: rules.map(fromRule) })
    return { id: bucket }
  },
  async read({ s3 }, id) {
    const found = await unless(
      ['NoSuchBucket', 'NoSuchLifecycleConfiguration'],
      async () => await s3.getBucketLifecycle(id),
    )
    if (found === undefined || found === null) return undefined
    return { bucket: id, rules: answer.parse(found).Rule.map(toRule) }
  },
  async update({ s3 }, id, { news }) {
    await s3.setBucketLifecycle(id, { Rule: news.rules.map(fromRule) })
  },
  async delete({ s3 }, id) {
    await unless(['NoSuchBucket', 'NoSuchLifecycleConfiguration'], async () => await s3.removeBucketLifecycle(id))
  },
})

function fromRule({ id, filter = '', expiration, noncurrentVersionExpirationDays: noncurrent }: Rule) {
  return {
    ID: id,
    Status: 'Enabled',
    Filter: { Prefix: filter },
    ...(expiration === undefined ? {} : { Expiration: { Days: daysOf(expiration) } }),
    ...(noncurrent === undefined ? {} : { NoncurrentVersionExpiration: { NoncurrentDays: noncurrent } }),
  }
}

function toRule({ ID, Filter, Expiration, NoncurrentVersionExpiration }: z.infer<typeof ruleAnswer>): Rule {
  return {
    id: ID,
    filter: Filter,
    expiration: Expiration?.Days === undefined ? undefined : `${Expiration.Days}d`,
    noncurrentVersionExpirationDays: NoncurrentVersionExpiration?.NoncurrentDays,
  }
}

function daysOf(expiration: string): number {
  const count = Number(/^(?<count>\d+)d$/.exec(expiration)?.groups?.['count'] ?? 0)
  if (count > 0) return count
  throw new TypeError('must be a number of days like "7d"; the stand-in applies no dates')
}

function canonicalDays(expiration: string): string {
  return `${daysOf(expiration)}d`
}

/** An empty element comes as text, and a filter that filters nothing may have no prefix at all. */
function prefixOf(filter: unknown): string {
  if (typeof filter !== 'object' || filter === null || !('Prefix' in filter)) return ''
  return typeof filter.Prefix === 'string' ? filter.Prefix : ''
}
