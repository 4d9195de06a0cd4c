/**
 * The policy for this job that is published with kagenti: a waypoint policy and nothing else. Names are ours, so that the
 * same requests can be asked of it; rules are as published.
 */
import { serviceName, tracesPolicyName } from '../../../infra/plan/cluster-names.ts'
import type { Cluster } from './cluster.ts'
import type { Policy } from './evaluator.ts'
import { meshOnly, namespace } from './personas.ts'

const policy: Policy = {
  metadata: { name: tracesPolicyName, namespace },
  spec: {
    targetRefs: [{ kind: 'Service', name: serviceName }],
    action: 'ALLOW',
    rules: [
      {
        from: [{ source: { principals: ['cluster.local/ns/otel/sa/otel-collector'] } }],
        to: [{ operation: { methods: ['POST'], paths: ['/v1/traces', '/v1/traces/*'] } }],
      },
      { to: [{ operation: { notPaths: ['/v1/traces', '/v1/traces/*'] } }] },
    ],
  },
}

/** As published, with pods that were enrolled all the same. */
export const published: Cluster = { ...meshOnly, policies: [policy], peerAuthentications: [] }
