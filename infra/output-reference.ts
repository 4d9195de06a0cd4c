import type { stackOutputs } from './outputs.ts'

/** What each stack output is; `secret` ones are shown only by `pulumi stack output --show-secrets`. */
export const outputDescriptions: Record<keyof ReturnType<typeof stackOutputs>, { secret: boolean; text: string }> = {
  publicUrl: { secret: false, text: 'Where people and clients reach MLflow.' },
  issuer: { secret: false, text: 'Issuer identifier of the realm.' },
  discoveryUrl: { secret: false, text: "The issuer's discovery document." },
  audience: { secret: false, text: 'Audience that access tokens must name.' },
  userGroups: { secret: false, text: 'Groups whose members may enter.' },
  administratorGroups: { secret: false, text: 'Groups whose members may do everything.' },
  gatewayClientId: { secret: false, text: 'Client id of the gateway.' },
  gatewayClientSecret: { secret: true, text: 'Its client secret.' },
  serviceClientIds: { secret: false, text: 'Client ids of the machines.' },
  serviceClientSecrets: { secret: true, text: 'Their client secrets, by client id.' },
  testUserPasswords: { secret: true, text: 'Passwords of the test users, by user name (development stacks).' },
  mlflowDatabaseUrl: { secret: true, text: "Connection URL of MLflow's database." },
  gatewayDatabaseUrl: { secret: true, text: "Connection URL of the gateway's database." },
  artifactsBucket: { secret: false, text: 'Bucket of the artifacts.' },
  artifactsEndpoint: { secret: false, text: 'S3 endpoint of the artifacts.' },
  artifactsAccessKeyId: { secret: true, text: 'Access key of the artifact user.' },
  artifactsSecretAccessKey: { secret: true, text: 'Its secret key.' },
  gatewayEnvironment: { secret: true, text: "The gateway's environment, ready to be set." },
  mlflowEnvironment: { secret: true, text: "MLflow's environment, ready to be set." },
}

/** The reference of the stack outputs, as Markdown. */
export function documentOutputs(): string {
  const rows = Object.entries(outputDescriptions).map(
    ([name, { secret, text }]) => `| \`${name}\` | ${secret ? '**secret**' : ''} | ${text} |`,
  )
  return `# Outputs of a stack

Printed from \`infra/output-reference.ts\`. Read one with \`pulumi stack output <name> --show-secrets\`.

| output | | what it is |
| --- | --- | --- |
${rows.join('\n')}
`
}
