import * as pulumi from '@pulumi/pulumi'
import type { Destination } from '../config/network.ts'
import type { StackSettings } from '../config/schema.ts'
import type { GivenCredentials } from '../given-credentials.ts'
import type { S3Connection } from '../plan/connections.ts'
import { endpointUrl } from '../plan/endpoint.ts'
import { gatewayEnvironment } from '../plan/gateway-environment.ts'
import type { IssuerFacts } from '../plan/issuer.ts'
import { mlflowEnvironment } from '../plan/mlflow-environment.ts'
import { gatewayAddresses } from '../plan/redirect-uris.ts'
import { declareProviders } from '../providers.ts'
import { Artifacts } from './artifacts.ts'
import { Cluster } from './cluster.ts'
import { Databases, type DatabasesArgs } from './databases.ts'
import { EncryptionKey } from './encryption-key.ts'
import { Identity } from './identity.ts'
import { issuerFacts } from './issuer.ts'
import type { MachineClients } from './machines.ts'
import { Namespace } from './namespace.ts'

export interface GatehouseArgs {
  readonly settings: StackSettings
  readonly credentials: GivenCredentials
}

/** The whole stack of one environment: a child component for each part. */
export class Gatehouse extends pulumi.ComponentResource {
  /** What the stack owns in Keycloak; nothing where the issuer is somebody else's. */
  readonly identity: Identity | undefined
  readonly issuer: IssuerFacts<pulumi.Output<string>>
  readonly databases: Databases
  readonly artifacts: S3Connection<pulumi.Output<string>>
  readonly gatewayEnvironment: pulumi.Output<Record<string, string>>
  readonly mlflowEnvironment: pulumi.Output<Record<string, string>>

  constructor(name: string, { settings, credentials }: GatehouseArgs, opts: pulumi.ComponentResourceOptions = {}) {
    super('gatehouse:infra:Gatehouse', name, {}, opts)
    const protect = settings.environment !== 'development'
    const child = { parent: this, providers: declareProviders(settings, credentials, { parent: this }) }

    this.identity = declareIdentity(settings, credentials, protect, child)
    this.issuer = issuerFacts(settings, this.identity, credentials)
    const namespace = declareNamespace(settings, protect, child)
    this.databases = new Databases('databases', databasesArgs(settings, protect), {
      ...child,
      dependsOn: [...namespace],
    })
    this.artifacts = declareArtifacts(settings, credentials, protect, child)
    const sessionKey = new EncryptionKey('session-key', { protect }, child)
    const kekPassphrase = new EncryptionKey('mlflow-kek-passphrase', { protect }, child)
    const flaskSecretKey = new EncryptionKey('mlflow-flask-secret-key', { protect }, child)

    const { publicUrl, gatewayInternalUrl, providerDisplayName, groups } = settings
    const environment = gatewayEnvironment<pulumi.Input<string>>({
      publicUrl,
      redirectUri: gatewayAddresses(publicUrl, gatewayInternalUrl).redirectUri,
      providerDisplayName,
      groups,
      issuer: this.issuer,
      databaseUrl: this.databases.gateway.url,
      sessionKey: sessionKey.hex,
    })
    this.gatewayEnvironment = pulumi.secret(environment)
    this.mlflowEnvironment = pulumi.secret(
      mlflowEnvironment<pulumi.Input<string>>({
        databaseUrl: this.databases.mlflow.sqlalchemyUrl,
        artifacts: this.artifacts,
        kekPassphrase: kekPassphrase.hex,
        flaskSecretKey: flaskSecretKey.hex,
      }),
    )
    if (settings.cluster !== undefined)
      new Cluster(
        'cluster',
        {
          settings: settings.cluster,
          publicUrl,
          protect,
          credentials,
          databases: this.databases,
          declaredDatabases: declaredDatabases(settings),
          artifacts: this.artifacts,
          gatewayEnvironment: environment,
          kekPassphrase: kekPassphrase.hex,
          flaskSecretKey: flaskSecretKey.hex,
          clients: machineClients(this.identity),
          discoveryUrl: this.issuer.discoveryUrl,
        },
        { ...child, dependsOn: [...namespace] },
      )
    this.registerOutputs({ publicUrl })
  }
}

function declareNamespace(
  { cluster }: StackSettings,
  protect: boolean,
  child: pulumi.ComponentResourceOptions,
): readonly pulumi.Resource[] {
  if (cluster === undefined) return []
  const { namespace: name, createNamespace: create } = cluster
  return new Namespace('namespace', { name, create, protect }, child).resources
}

/** @throws RunError for databases in a cluster without a cluster: the configuration was checked before. */
function databasesArgs({ databases, cluster }: StackSettings, protect: boolean): DatabasesArgs {
  if (databases.mode === 'external') return { ...databases, protect }
  if (cluster === undefined) throw new pulumi.RunError('databases in mode cnpg need a cluster')
  const { namespace, awaitReady, callers } = cluster
  const monitoring = callers.monitoring === undefined ? {} : { monitoringNamespace: callers.monitoring.namespace }
  return { ...databases, protect, namespace, awaitReady, ...monitoring }
}

/** The database pods that this stack declares, as the pods of the release reach them. */
function declaredDatabases({ databases, cluster }: StackSettings): Destination[] {
  if (databases.mode !== 'cnpg' || cluster === undefined) return []
  const { name, namespace = cluster.namespace } = databases.cluster
  const pods =
    databases.pooler === undefined ? { 'cnpg.io/cluster': name } : { 'cnpg.io/poolerName': `${name}-pooler-rw` }
  return [{ mode: 'inCluster', namespace, podLabels: pods, ports: [5432] }]
}

/** Service clients by name; the token endpoint is Keycloak's (its path is fixed, so no discovery is needed). */
function machineClients(identity: Identity | undefined): MachineClients {
  return {
    tokenUrl: pulumi.interpolate`${identity?.issuer ?? ''}/protocol/openid-connect/token`,
    secretOf: (clientId) => {
      const found = identity?.serviceClients.find(({ name }) => name === clientId)
      if (found === undefined) throw new pulumi.RunError(`no service client ${clientId} is declared`)
      return found.clientSecret
    },
  }
}

function declareIdentity(
  settings: StackSettings,
  credentials: GivenCredentials,
  protect: boolean,
  child: pulumi.ComponentResourceOptions,
): Identity | undefined {
  if (settings.keycloak === undefined) return undefined
  const brokerSecrets = (alias: string) =>
    pulumi.secret(
      credentials.texts('brokerClientSecrets').apply((secrets) => {
        const secret = secrets[alias]
        if (secret === undefined)
          throw new pulumi.RunError(`gatehouse:brokerClientSecrets has no secret for broker ${alias}`)
        return secret
      }),
    )
  return new Identity('identity', { ...settings, keycloak: settings.keycloak, brokerSecrets, protect }, child)
}

function declareArtifacts(
  { artifacts }: StackSettings,
  credentials: GivenCredentials,
  protect: boolean,
  child: pulumi.ComponentResourceOptions,
): S3Connection<pulumi.Output<string>> {
  if (artifacts.mode === 'minio') return new Artifacts('artifacts', { ...artifacts, protect }, child).connection
  const { region, bucket, accessKeyId } = artifacts
  return {
    endpoint: endpointUrl(artifacts),
    region,
    bucket,
    accessKeyId: pulumi.secret(accessKeyId),
    secretAccessKey: credentials.text('artifactsSecretAccessKey'),
  }
}
