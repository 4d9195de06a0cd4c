import * as pulumi from '@pulumi/pulumi'
import type { Gatehouse } from './components/gatehouse.ts'
import type { StackSettings } from './config/schema.ts'

/** The outputs of a stack. Credentials are secrets: `pulumi stack output` shows them only with `--show-secrets`. */
export function stackOutputs({ identity, issuer, databases, artifacts, ...stack }: Gatehouse, settings: StackSettings) {
  const byName = <T>(pairs: readonly (readonly [string, T])[]) => pulumi.secret(Object.fromEntries(pairs))
  return {
    publicUrl: settings.publicUrl,
    issuer: issuer.discoveryUrl.apply((url) => url.replace(/\/\.well-known\/openid-configuration$/, '')),
    discoveryUrl: issuer.discoveryUrl,
    audience: issuer.audience,
    userGroups: settings.groups.users,
    administratorGroups: settings.groups.administrators,
    gatewayClientId: issuer.clientId,
    gatewayClientSecret: pulumi.secret(issuer.clientSecret),
    serviceClientIds: (identity?.serviceClients ?? []).map(({ name }) => name),
    serviceClientSecrets: byName(
      (identity?.serviceClients ?? []).map(({ name, clientSecret }) => [name, clientSecret]),
    ),
    testUserPasswords: byName((identity?.testUsers ?? []).map(({ username, password }) => [username, password])),
    mlflowDatabaseUrl: databases.mlflow.url,
    gatewayDatabaseUrl: databases.gateway.url,
    artifactsBucket: artifacts.bucket,
    artifactsEndpoint: artifacts.endpoint,
    artifactsAccessKeyId: artifacts.accessKeyId,
    artifactsSecretAccessKey: artifacts.secretAccessKey,
    gatewayEnvironment: stack.gatewayEnvironment,
    mlflowEnvironment: stack.mlflowEnvironment,
  }
}
