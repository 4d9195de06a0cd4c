import { z } from 'zod'

/** Of the chart's values: what its template makes a pod of. Defaults are the charts'. */
const values = z.looseObject({
  podSecurityContext: z.unknown(),
  securityContext: z.unknown(),
  resources: z.unknown(),
  service: z.looseObject({ containerPort: z.number(), containerPortName: z.string() }),
  serviceAccount: z.looseObject({ automount: z.boolean().default(true) }),
  backendStore: z.looseObject({ databaseMigration: z.boolean(), databaseConnectionCheck: z.boolean() }),
  initContainers: z.array(z.looseObject({ name: z.string() })).default([]),
  extraContainers: z.array(z.looseObject({ name: z.string() })).default([]),
  extraVolumes: z.array(z.looseObject({ name: z.string() })).default([]),
})

/**
 * The pod that the community chart makes of these values, as far as pod security looks at it: Helm's objects don't pass
 * through the engine, so a policy has to look at the values instead. It follows the chart's deployment template; where
 * helm and the chart are at hand, a test compares it with what is rendered.
 */
export function releasePod(of: unknown) {
  const parsed = values.parse(of)
  const { securityContext, resources } = parsed
  const builtIn = (name: string) => ({ name, securityContext, resources })
  const { databaseConnectionCheck, databaseMigration } = parsed.backendStore
  return {
    automountServiceAccountToken: parsed.serviceAccount.automount,
    securityContext: parsed.podSecurityContext,
    initContainers: [
      ...(databaseConnectionCheck ? [builtIn('dbchecker')] : []),
      ...(databaseMigration ? [builtIn('mlflow-db-migration')] : []),
      ...parsed.initContainers,
    ],
    containers: [
      {
        ...builtIn('mlflow'),
        ports: [{ name: parsed.service.containerPortName, containerPort: parsed.service.containerPort }],
      },
      ...parsed.extraContainers,
    ],
    volumes: [{ name: 'tmp', emptyDir: {} }, ...parsed.extraVolumes],
  }
}
