import * as keycloak from '@pulumi/keycloak'
import * as minio from '@pulumi/minio'
import * as postgresql from '@pulumi/postgresql'
import type * as pulumi from '@pulumi/pulumi'
import * as random from '@pulumi/random'
import type { SecretName, StackSettings } from './config/schema.ts'

export type Credentials = Readonly<Record<SecretName, pulumi.Output<string>>>

export interface Providers {
  readonly keycloak: keycloak.Provider
  readonly postgresql: postgresql.Provider
  readonly minio: minio.Provider
  readonly random: random.Provider
}

/**
 * The providers, each explicit: stack files switch the default ones off, so that no credential of the machine that
 * runs the program (an environment variable, a file in the home folder) can ever be used by accident.
 */
export function declareProviders(
  settings: StackSettings,
  credentials: Credentials,
  opts: pulumi.ResourceOptions,
): Providers {
  const { keycloak: issuer, databases, artifacts } = settings
  return {
    keycloak: new keycloak.Provider(
      'keycloak',
      {
        url: issuer.url,
        realm: issuer.adminRealm,
        clientId: issuer.adminClientId,
        clientSecret: credentials.keycloakAdminClientSecret,
        // A preview has to work from the state alone, with Keycloak out of reach.
        initialLogin: false,
        // Seconds. A fresh Keycloak takes longer over its first realm than the provider's five.
        clientTimeout: 60,
      },
      opts,
    ),
    postgresql: new postgresql.Provider(
      'postgresql',
      {
        host: databases.host,
        port: databases.port,
        username: databases.adminUser,
        password: credentials.databaseAdminPassword,
        sslmode: databases.sslMode,
        superuser: databases.superuser,
      },
      opts,
    ),
    minio: new minio.Provider(
      'minio',
      {
        minioServer: artifacts.endpoint,
        minioUser: artifacts.adminUser,
        minioPassword: credentials.artifactsAdminPassword,
        minioSsl: artifacts.tls,
        minioRegion: artifacts.region,
      },
      opts,
    ),
    random: new random.Provider('random', {}, opts),
  }
}
