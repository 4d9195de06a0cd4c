import { member } from '../plan/member.ts'
import { list, type Rule } from './rule.ts'

export const storageRules: readonly Rule[] = [
  {
    name: 'private-bucket',
    description: 'Artifacts are read through the gateway only.',
    violations: ({ type, inputs }) =>
      /^minio:index\/s3[bB]ucket:S3Bucket$/.test(type) && inputs['acl'] !== 'private'
        ? ['the bucket is not private']
        : [],
  },
  {
    name: 'no-wildcard-policy',
    description: 'Policies name their actions and their bucket.',
    violations: ({ type, inputs }) => {
      if (type !== 'minio:index/iamPolicy:IamPolicy' || typeof inputs['policy'] !== 'string') return []
      return list(member(JSON.parse(inputs['policy']), 'Statement')).flatMap((statement) => [
        ...list(member(statement, 'Action'))
          .filter((action) => String(action).endsWith(':*'))
          .map((action) => `allows ${String(action)}`),
        ...list(member(statement, 'Resource'))
          .filter((arn) => /:::\*/.test(String(arn)))
          .map((arn) => `reaches ${String(arn)}`),
      ])
    },
  },
]
