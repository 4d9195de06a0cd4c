import { z } from 'zod'

const environment = z.record(z.string(), z.string())

/** What the local stack reads of the Pulumi program's outputs; `infra/outputs.ts` makes them. */
export const outputsSchema = z.object({
  publicUrl: z.string(),
  issuer: z.string(),
  audience: z.string(),
  gatewayClientId: z.string(),
  gatewayClientSecret: z.string(),
  serviceClientIds: z.array(z.string()),
  serviceClientSecrets: z.record(z.string(), z.string()),
  testUserPasswords: z.record(z.string(), z.string()),
  userGroups: z.array(z.string()),
  administratorGroups: z.array(z.string()),
  mlflowDatabaseUrl: z.string(),
  gatewayDatabaseUrl: z.string(),
  artifactsBucket: z.string(),
  artifactsEndpoint: z.string(),
  artifactsAccessKeyId: z.string(),
  artifactsSecretAccessKey: z.string(),
  gatewayEnvironment: environment,
  mlflowEnvironment: environment,
})

/** The outputs of the stack, secrets in plain text: never to be logged. */
export type Outputs = z.infer<typeof outputsSchema>
