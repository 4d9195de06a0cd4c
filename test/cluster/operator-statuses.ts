import type { PlainObject } from '../../infra/local/providers/definition/property.ts'
import { at } from '../../infra/local/providers/kubernetes/api.ts'

/** Any time does; the same one each time, so that a status that is written already isn't written again. */
const time = '2026-01-01T00:00:00Z'

const condition = (type: string, reason = type) => ({
  type,
  status: 'True',
  reason,
  message: 'written by the operator of the tests',
  lastTransitionTime: time,
})

const applied = (object: PlainObject) => ({ applied: true, observedGeneration: generationOf(object) })

const rolledOut = (object: PlainObject) => {
  const replicas = Number(at(object, 'spec', 'replicas') ?? 1)
  return {
    observedGeneration: generationOf(object),
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
  }
}

/** The status that each kind gets which the program waits for, and no other kind. */
export const statuses: Readonly<Record<string, (object: PlainObject) => PlainObject>> = {
  'apps/v1 Deployment': rolledOut,
  'apps/v1 StatefulSet': rolledOut,
  'batch/v1 Job': (object) => ({
    startTime: time,
    completionTime: time,
    succeeded: Number(at(object, 'spec', 'completions') ?? 1),
    conditions: [
      { ...condition('SuccessCriteriaMet'), lastProbeTime: time },
      { ...condition('Complete'), lastProbeTime: time },
    ],
  }),
  'cert-manager.io/v1 Certificate': () => ({ conditions: [condition('Ready')] }),
  'external-secrets.io/v1 ExternalSecret': () => ({ conditions: [condition('Ready')] }),
  'external-secrets.io/v1alpha1 PushSecret': () => ({ conditions: [condition('Ready')] }),
  'gateway.networking.k8s.io/v1 Gateway': () => ({ conditions: [condition('Accepted'), condition('Programmed')] }),
  'postgresql.cnpg.io/v1 Cluster': () => ({ conditions: [condition('Ready')] }),
  'postgresql.cnpg.io/v1 Database': applied,
  'postgresql.cnpg.io/v1 DatabaseRole': applied,
  'trust.cert-manager.io/v1alpha1 Bundle': () => ({ conditions: [condition('Synced')] }),
}

function generationOf(object: PlainObject): number {
  return Number(at(object, 'metadata', 'generation'))
}
