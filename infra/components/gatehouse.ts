import * as pulumi from '@pulumi/pulumi'
import type { StackSettings } from '../config/schema.ts'
import { gatewayEnvironment } from '../plan/gateway-environment.ts'
import { mlflowEnvironment } from '../plan/mlflow-environment.ts'
import { gatewayAddresses } from '../plan/redirect-uris.ts'
import { type Credentials, declareProviders } from '../providers.ts'
import { Artifacts } from './artifacts.ts'
import { Databases } from './databases.ts'
import { EncryptionKey } from './encryption-key.ts'
import { Identity } from './identity.ts'

export interface GatehouseArgs {
  readonly settings: StackSettings
  readonly credentials: Credentials
}

/** The whole stack of one environment: a child component for each part. */
export class Gatehouse extends pulumi.ComponentResource {
  readonly identity: Identity
  readonly databases: Databases
  readonly artifacts: Artifacts
  readonly gatewayEnvironment: pulumi.Output<Record<string, string>>
  readonly mlflowEnvironment: pulumi.Output<Record<string, string>>

  constructor(name: string, { settings, credentials }: GatehouseArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('gatehouse:infra:Gatehouse', name, {}, opts)
    const protect = settings.environment !== 'development'
    const providers = declareProviders(settings, credentials, { parent: this })
    const child = { parent: this, providers: Object.values(providers) }

    this.identity = new Identity('identity', { ...settings, protect }, child)
    this.databases = new Databases('databases', { ...settings.databases, protect }, child)
    this.artifacts = new Artifacts('artifacts', { ...settings.artifacts, protect }, child)
    const sessionKey = new EncryptionKey('session-key', { protect }, child)
    const kekPassphrase = new EncryptionKey('mlflow-kek-passphrase', { protect }, child)
    const flaskSecretKey = new EncryptionKey('mlflow-flask-secret-key', { protect }, child)

    const { publicUrl, gatewayInternalUrl, providerDisplayName, groups, keycloak } = settings
    this.gatewayEnvironment = pulumi.secret(
      gatewayEnvironment<pulumi.Input<string>>({
        publicUrl,
        redirectUri: gatewayAddresses(publicUrl, gatewayInternalUrl).redirectUri,
        providerDisplayName,
        groups,
        audience: keycloak.gatewayClientId,
        clientId: keycloak.gatewayClientId,
        clientSecret: this.identity.gatewayClient.clientSecret,
        discoveryUrl: this.identity.discoveryUrl,
        databaseUrl: this.databases.gateway.url,
        sessionKey: sessionKey.hex,
      }),
    )
    this.mlflowEnvironment = pulumi.secret(
      mlflowEnvironment<pulumi.Input<string>>({
        databaseUrl: this.databases.mlflow.sqlalchemyUrl,
        s3Endpoint: this.artifacts.endpoint,
        region: settings.artifacts.region,
        accessKeyId: this.artifacts.accessKeyId,
        secretAccessKey: this.artifacts.secretAccessKey,
        kekPassphrase: kekPassphrase.hex,
        flaskSecretKey: flaskSecretKey.hex,
      }),
    )
    this.registerOutputs({ publicUrl })
  }
}
