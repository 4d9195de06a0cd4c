/** Where the pods' credentials come from: Secrets that this program makes, or a store such as Vault. */
import { z } from 'zod'
import { duration, label } from './text.ts'

/** A path in a store, for example `platform/mlflow/prod`. */
const path = z
  .string()
  .regex(
    /^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/,
    'write a path such as platform/mlflow/prod, without slashes at its ends',
  )

const own = (what: string) => path.optional().meta({ description: `Path of ${what}; below \`prefix\` when left out.` })

const ownPaths = {
  gateway: own("the gateway's credentials"),
  mlflowDatabase: own("MLflow's database role"),
  artifacts: own("the artifact bucket's user"),
  encryption: own("the passphrase of MLflow's own encryption"),
  flask: own("MLflow's Flask key"),
  smokeTest: own("the smoke test's client"),
  collector: own("the collector's client"),
  sessions: own('`REDIS_URL` of a given session store, which this program never writes'),
  clients: own('the clients of jobs and notebooks, one below it for each'),
}
const paths = z.strictObject(ownPaths).prefault({})

/** What stands in a store, by the name that its path has in the settings. */
export const credentialNames: readonly string[] = Object.keys(ownPaths)

export const credentials = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('pulumi').meta({ description: 'Secrets that this program makes.' }) }),
  z.strictObject({
    mode: z.literal('externalSecrets').meta({
      description: 'Secrets that the External Secrets Operator makes from a store.',
    }),
    store: z
      .strictObject({
        kind: z.enum(['SecretStore', 'ClusterSecretStore']).default('ClusterSecretStore').meta({
          description: 'A SecretStore serves its own namespace only.',
        }),
        name: label.meta({ description: 'Its name; it exists, and may be written unless `push` is off.' }),
      })
      .meta({ description: 'The store.' }),
    refreshInterval: duration.default('1h').meta({ description: 'How often the operator reads the store.' }),
    prefix: path.meta({
      description: "Path of this stack in the store. Another stack's would overwrite its credentials.",
    }),
    paths: paths.meta({ description: 'Paths of single credentials.' }),
    push: z.boolean().default(true).meta({
      description:
        'Whether credentials that the stack makes itself are written to the store and read back. Off for a store that may only be read: they stay Secrets of this program.',
    }),
  }),
])

export type CredentialSettings = z.output<typeof credentials>
export type CredentialName = keyof typeof ownPaths
