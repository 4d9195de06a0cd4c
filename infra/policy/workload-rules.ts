import { hardeningProblems, restrictedPodProblems } from './pod-security.ts'
import { releasePod } from './release-pod.ts'
import { member } from '../plan/member.ts'
import type { Rule } from './rule.ts'

/** Where each kind of workload keeps its pod. */
const podPaths: Readonly<Record<string, readonly string[]>> = {
  'kubernetes:core/v1:Pod': ['spec'],
  'kubernetes:apps/v1:Deployment': ['spec', 'template', 'spec'],
  'kubernetes:apps/v1:StatefulSet': ['spec', 'template', 'spec'],
  'kubernetes:apps/v1:DaemonSet': ['spec', 'template', 'spec'],
  'kubernetes:batch/v1:Job': ['spec', 'template', 'spec'],
  'kubernetes:batch/v1:CronJob': ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
}

/** The pod of a workload, or the one that the chart will make; undefined for everything else. */
function podOf(type: string, inputs: Readonly<Record<string, unknown>>): unknown {
  if (type === 'kubernetes:helm.sh/v3:Release') return releasePod(inputs['values'])
  return podPaths[type]?.reduce<unknown>((at, name) => member(at, name), inputs)
}

export const workloadRules: readonly Rule[] = [
  {
    name: 'restricted-pods',
    description: "Every pod fits the profile restricted of Kubernetes' Pod Security Standards.",
    violations: ({ type, inputs }) => {
      const pod = podOf(type, inputs)
      return pod === undefined ? [] : restrictedPodProblems(pod)
    },
  },
  {
    name: 'hardened-pods',
    description:
      'Every container has a read-only root, requests and a memory limit; no pod gets a token of the API server.',
    violations: ({ type, inputs }) => {
      const pod = podOf(type, inputs)
      return pod === undefined ? [] : hardeningProblems(pod)
    },
  },
]
