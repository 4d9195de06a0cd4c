import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { restricted, restrictedPod, users } from '../../infra/plan/container-security.ts'
import { releaseValues } from '../../infra/plan/helm-values/release-values.ts'
import { workloadRules } from '../../infra/policy/workload-rules.ts'
import { releaseFacts } from './arbitraries/release.ts'

const violations = (type: string, inputs: Record<string, unknown>) =>
  workloadRules.flatMap((rule) => rule.violations({ type, name: 'any', inputs }))

const resources = { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } }
const container = { name: 'app', securityContext: restricted(users.mlflow), resources }
const good = { automountServiceAccountToken: false, securityContext: restrictedPod, containers: [container] }
const bad = { automountServiceAccountToken: false, containers: [{ name: 'app', resources }] }

/** Each kind with a pod in its place. */
const kinds: [string, (pod: unknown) => Record<string, unknown>][] = [
  ['kubernetes:core/v1:Pod', (spec) => ({ spec })],
  ['kubernetes:apps/v1:Deployment', (spec) => ({ spec: { template: { spec } } })],
  ['kubernetes:apps/v1:StatefulSet', (spec) => ({ spec: { template: { spec } } })],
  ['kubernetes:batch/v1:Job', (spec) => ({ spec: { template: { spec } } })],
  ['kubernetes:batch/v1:CronJob', (spec) => ({ spec: { jobTemplate: { spec: { template: { spec } } } } })],
]

describe('the rules for workloads', () => {
  it.each(kinds)('look into a %s', (type, place) => {
    expect(violations(type, place(good))).toEqual([])
    expect(violations(type, place(bad))).toContain('container app keeps capabilities (drop ALL)')
    expect(violations(type, place(bad))).toContain('container app can write to its root file system')
  })

  it('look into the pod that the chart will make of a release', () => {
    fc.assert(
      fc.property(releaseFacts, (facts) => {
        const values = releaseValues(facts)
        const type = 'kubernetes:helm.sh/v3:Release'
        expect(violations(type, { values })).toEqual([])
        const soft = { ...values, securityContext: { runAsUser: 0 } }
        expect(violations(type, { values: soft })).toContain('container mlflow runs as root (runAsUser 0)')
        const token = { ...values, serviceAccount: { ...values.serviceAccount, automount: true } }
        expect(violations(type, { values: token })).toContain('the pod mounts a ServiceAccount token')
      }),
      { numRuns: 20 },
    )
  })

  it('have nothing to say about what is no workload', () => {
    expect(violations('kubernetes:core/v1:Secret', { stringData: {} })).toEqual([])
  })
})
