import { describe, expect, it } from 'vitest'
import { rules } from '../../infra/policy/rules.ts'
import { exampleStacks, recordStack } from './recorded-stack.ts'

const cronJob = (container: object) => ({
  spec: {
    jobTemplate: { spec: { template: { spec: { containers: [{ name: 'job', image: 'job', ...container }] } } } },
  },
})

/** For each rule a resource that breaks it, and what is told. */
const broken: Record<string, { type: string; inputs: Record<string, unknown>; told: string }> = {
  'no-wildcard-redirect': {
    type: 'keycloak:openid/client:Client',
    inputs: { validRedirectUris: ['https://mlflow.example.com/*'] },
    told: 'validRedirectUris has https://mlflow.example.com/*',
  },
  'pkce-and-no-password-grants': {
    type: 'keycloak:openid/client:Client',
    inputs: { standardFlowEnabled: true, directAccessGrantsEnabled: false, implicitFlowEnabled: false },
    told: 'PKCE S256 is not required',
  },
  'no-self-registration': {
    type: 'keycloak:index/realm:Realm',
    inputs: { registrationAllowed: true },
    told: 'self-registration is not switched off',
  },
  'private-bucket': {
    type: 'minio:index/s3Bucket:S3Bucket',
    inputs: { acl: 'public-read' },
    told: 'the bucket is not private',
  },
  'no-wildcard-policy': {
    type: 'minio:index/iamPolicy:IamPolicy',
    inputs: { policy: JSON.stringify({ Statement: [{ Action: ['s3:*'], Resource: ['arn:aws:s3:::mlflow/*'] }] }) },
    told: 'allows s3:*',
  },
  'restricted-pods': {
    type: 'kubernetes:batch/v1:CronJob',
    inputs: cronJob({ securityContext: { privileged: true } }),
    told: 'container job is privileged',
  },
  'hardened-pods': {
    type: 'kubernetes:batch/v1:CronJob',
    inputs: cronJob({}),
    told: 'container job can write to its root file system',
  },
}

describe.each(rules.map((rule) => [rule.name, rule] as const))('the rule %s', (name, { violations }) => {
  it('tells a resource that breaks it', () => {
    const example = broken[name]
    expect(example).toBeDefined()
    if (example === undefined) return
    expect(violations({ name: 'example', ...example })).toContain(example.told)
  })

  it.each(exampleStacks)('is kept by the example stack %s', async (stack) => {
    const { resources } = await recordStack(stack)
    expect(resources.flatMap(violations)).toEqual([])
  })
})
