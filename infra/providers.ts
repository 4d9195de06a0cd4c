import * as keycloak from '@pulumi/keycloak'
import * as kubernetes from '@pulumi/kubernetes'
import * as minio from '@pulumi/minio'
import * as postgresql from '@pulumi/postgresql'
import type * as pulumi from '@pulumi/pulumi'
import * as random from '@pulumi/random'
import type { StackSettings } from './config/schema.ts'
import type { GivenCredentials } from './given-credentials.ts'

/**
 * The providers of a stack, each explicit and only those that its modes need: stack files switch the default ones off,
 * so that no credential of the machine that runs the program (an environment variable, a file in the home folder) can
 * ever be used by accident.
 */
export function declareProviders(
  { keycloak: issuer, databases, artifacts, cluster }: StackSettings,
  credentials: GivenCredentials,
  opts: pulumi.ResourceOptions,
): pulumi.ProviderResource[] {
  const providers: pulumi.ProviderResource[] = [new random.Provider('random', {}, opts)]
  if (issuer !== undefined)
    providers.push(
      new keycloak.Provider(
        'keycloak',
        {
          url: issuer.url,
          realm: issuer.adminRealm,
          clientId: issuer.adminClientId,
          clientSecret: credentials.text('keycloakAdminClientSecret'),
          // A preview has to work from the state alone, with Keycloak out of reach.
          initialLogin: false,
          // Seconds. A fresh Keycloak takes longer over its first realm than the provider's five.
          clientTimeout: 60,
        },
        opts,
      ),
    )
  if (databases.mode === 'external')
    providers.push(
      new postgresql.Provider(
        'postgresql',
        {
          host: databases.host,
          port: databases.port,
          username: databases.adminUser,
          password: credentials.text('databaseAdminPassword'),
          sslmode: databases.sslMode,
          superuser: databases.superuser,
        },
        opts,
      ),
    )
  if (artifacts.mode === 'minio')
    providers.push(
      new minio.Provider(
        'minio',
        {
          minioServer: artifacts.endpoint,
          minioUser: artifacts.adminUser,
          minioPassword: credentials.text('artifactsAdminPassword'),
          minioSsl: artifacts.tls,
          minioRegion: artifacts.region,
        },
        opts,
      ),
    )
  if (cluster !== undefined) {
    const kubeconfig = credentials.given('kubeconfig')
    providers.push(
      new kubernetes.Provider(
        'kubernetes',
        {
          ...(kubeconfig === undefined ? {} : { kubeconfig }),
          ...(cluster.context === undefined ? {} : { context: cluster.context }),
          enableServerSideApply: true,
          // Who edits a field by hand takes its ownership; without this the next update is a conflict, not a repair.
          enablePatchForce: true,
          // Role Secrets of the databases have fixed names: a new password changes them in place.
          enableSecretMutable: true,
        },
        opts,
      ),
    )
  }
  return providers
}
