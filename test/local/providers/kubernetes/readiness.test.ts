import { describe, expect, it } from 'vitest'
import { readinessOf } from '../../../../infra/local/providers/kubernetes/readiness.ts'

const object = (annotations: Record<string, string>, kind = 'v1 ConfigMap') => ({
  apiVersion: kind.split(' ')[0],
  kind: kind.split(' ')[1],
  metadata: { annotations },
})
const waitFor = (text: string) => readinessOf(object({ 'pulumi.com/waitFor': text }))?.isReady ?? (() => undefined)
const withCondition = (type: string, status: string) => ({ status: { conditions: [{ type, status }] } })

describe('an object is ready', () => {
  it.each([
    ['condition=Ready', withCondition('Ready', 'True'), true],
    ['condition=Ready', withCondition('Ready', 'False'), false],
    ['condition=Ready', {}, false],
    ['condition=ready', withCondition('Ready', 'True'), true],
    ['condition=Ready=False', withCondition('Ready', 'False'), true],
    ['jsonpath={.status.applied}=true', { status: { applied: true } }, true],
    ['jsonpath={.status.applied}=true', { status: { applied: false } }, false],
    ['jsonpath={.status.phase}', { status: { phase: 'anything' } }, true],
    ['jsonpath={.status.phase}', { status: {} }, false],
    ['["jsonpath={.status.applied}", "condition=Ready"]', { status: { applied: true } }, false],
    [
      '["jsonpath={.status.applied}", "condition=Ready"]',
      { status: { applied: true, conditions: [{ type: 'Ready', status: 'True' }] } },
      true,
    ],
  ])('by %s: %j is %s', (text, live, ready) => expect(waitFor(text)(live)).toBe(ready))

  it.each(['Ready', 'jsonpath=.status', '["condition=Ready"', '[1]'])('by no text like %s', (text) =>
    expect(() => waitFor(text)).toThrow(/^pulumi\.com\/waitFor: /),
  )
})

describe('nobody waits', () => {
  it('for a kind that nothing is known of', () => expect(readinessOf(object({}))).toBeUndefined())
  it.each(['true', 'ready'])('where the program says skipAwait: %s', (skip) => {
    const annotations = { 'pulumi.com/skipAwait': skip, 'pulumi.com/waitFor': 'condition=Ready' }
    expect(readinessOf(object(annotations, 'batch/v1 Job'))).toBeUndefined()
  })
})

describe('what is known of kinds', () => {
  const deployment = (generation: number, available: number) => ({
    metadata: { generation },
    spec: { replicas: 2 },
    status: { observedGeneration: 3, updatedReplicas: 2, availableReplicas: available },
  })
  it.each([
    ['its controller has not seen it', deployment(4, 2), false],
    ['a replica is missing', deployment(3, 1), false],
    ['every replica is there', deployment(3, 2), true],
  ])('a Deployment, when %s', (_name, live, ready) =>
    expect(readinessOf(object({}, 'apps/v1 Deployment'))?.isReady(live)).toBe(ready),
  )

  it('a Job that failed is never ready', () => {
    const job = readinessOf(object({}, 'batch/v1 Job'))
    expect(job?.isReady(withCondition('Complete', 'True'))).toBe(true)
    expect(() => job?.isReady(withCondition('Failed', 'True'))).toThrow('the Job failed')
  })
})
