/** Keycloak's authorization services: resources and their scopes, and rules by group over them. */
import { z } from 'zod'
import { groupName } from './text.ts'

const scopeName = z
  .string()
  .regex(/^[a-z][a-z-]*:[a-z][a-z-]*$/, 'write resource:action, for example experiment:delete')

const resource = z.strictObject({
  name: z.string().min(1).meta({ description: 'Name of the resource, for example experiments.' }),
  type: z.string().min(1).meta({ description: 'Type, for example mlflow:experiment.' }),
  uris: z.array(z.string().startsWith('/')).default([]).meta({ description: 'Paths that belong to it.' }),
  scopes: z.array(scopeName).min(1).meta({ description: 'What can be done with it.' }),
})

const rule = z.strictObject({
  name: z.string().min(1).meta({ description: 'Name of the permission.' }),
  effect: z.enum(['allow', 'deny']).meta({ description: '`deny` wins over any `allow` for the same scope.' }),
  groups: z.array(groupName).min(1).meta({ description: 'Whom it is about.' }),
  scopes: z.array(scopeName).min(1).meta({ description: 'What it is about.' }),
})

export const authorization = z.strictObject({
  resources: z.array(resource).min(1).meta({ description: 'What is protected.' }),
  rules: z.array(rule).min(1).meta({ description: 'Who may do what; what no rule names is refused.' }),
})

export type Authorization = z.output<typeof authorization>
