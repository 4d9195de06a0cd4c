import * as pulumi from '@pulumi/pulumi'
import { rawConfiguration } from './config/source.ts'
import { declareStack } from './program.ts'

export const {
  publicUrl,
  issuer,
  discoveryUrl,
  audience,
  userGroups,
  administratorGroups,
  gatewayClientId,
  gatewayClientSecret,
  serviceClientIds,
  serviceClientSecrets,
  testUserPasswords,
  mlflowDatabaseUrl,
  gatewayDatabaseUrl,
  artifactsBucket,
  artifactsEndpoint,
  artifactsAccessKeyId,
  artifactsSecretAccessKey,
  gatewayEnvironment,
  mlflowEnvironment,
} = declareStack(rawConfiguration(pulumi.runtime.allConfig(), process.env['PULUMI_CONFIG_SECRET_KEYS']))
