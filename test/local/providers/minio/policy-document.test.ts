import { describe, expect, it } from 'vitest'
import { canonicalPolicy } from '../../../../infra/local/providers/minio/policy-document.ts'

const policy = (statement: object) => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
const allow = { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::a/*'] }

describe('two policies', () => {
  it.each<[string, object]>([
    ['one value for a list of one', { ...allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::a/*' }],
    ['members in another order', { Resource: allow.Resource, Action: allow.Action, Effect: 'Allow' }],
    ['an empty Sid', { Sid: '', ...allow }],
  ])('are the same with %s', (_name, statement) => {
    expect(canonicalPolicy(policy(statement))).toBe(canonicalPolicy(policy(allow)))
  })

  it('are the same with actions in another order', () => {
    const [ab, ba] = [
      ['s3:A', 's3:B'],
      ['s3:B', 's3:A'],
    ]
    expect(canonicalPolicy(policy({ Action: ab }))).toBe(canonicalPolicy(policy({ Action: ba })))
  })

  it.each<[string, object]>([
    ['another effect', { ...allow, Effect: 'Deny' }],
    ['one more action', { ...allow, Action: ['s3:GetObject', 's3:PutObject'] }],
    ['another Sid', { ...allow, Sid: 'x' }],
    ['a condition', { ...allow, Condition: { StringEquals: { 's3:prefix': ['x'] } } }],
  ])('differ with %s', (_name, statement) => {
    expect(canonicalPolicy(policy(statement))).not.toBe(canonicalPolicy(policy(allow)))
  })

  it.each(['', 'x', '[]', '"{}"', 'null'])('are no policies: %j', (text) => {
    expect(() => canonicalPolicy(text)).toThrow('must be an access policy as a JSON object')
  })
})
