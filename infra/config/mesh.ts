/** Istio's ambient mesh around the gateway. */
import { z } from 'zod'

export const mesh = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('off').meta({ description: 'No mesh; network policies are the only fence.' }) }),
  z.strictObject({
    mode: z.literal('ambient').meta({ description: 'The pods join the ambient mesh, with a waypoint of their own.' }),
    trustDomain: z
      .string()
      .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'give a trust domain without scheme, for example cluster.local')
      .default('cluster.local')
      .meta({ description: 'Trust domain of the mesh (`meshConfig.trustDomain`).' }),
  }),
])

export type MeshSettings = z.output<typeof mesh>
