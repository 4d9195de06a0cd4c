import * as pulumi from '@pulumi/pulumi'
import type { ClusterSettings } from '../config/cluster.ts'
import type { Destination } from '../config/network.ts'
import type { GivenCredentials } from '../given-credentials.ts'
import type { CaBundle as CaBundlePlan } from '../plan/ca-bundle.ts'
import type { S3Connection } from '../plan/connections.ts'
import { splitGatewayEnvironment } from '../plan/gateway-sidecar.ts'
import { valkeyLabels, valkeyPort } from '../plan/valkey.ts'
import { CaBundle } from './ca-bundle.ts'
import type { Databases } from './databases.ts'
import { GarbageCollection } from './garbage-collection.ts'
import { GatewayImage } from './gateway-image.ts'
import { Ingress } from './ingress.ts'
import { Machines, type MachineClients } from './machines.ts'
import { Mesh } from './mesh.ts'
import { NetworkPolicies } from './network-policies.ts'
import { Observability } from './observability.ts'
import { ReleaseSecrets } from './release-secrets.ts'
import { SessionStore } from './session-store.ts'
import { smokeServiceAccount, SmokeTest } from './smoke-test.ts'
import { TrackingServer } from './tracking-server.ts'

export interface ClusterArgs {
  readonly settings: ClusterSettings
  readonly publicUrl: string
  readonly protect: boolean
  readonly credentials: GivenCredentials
  readonly databases: Databases
  /** Databases that this stack runs in the cluster, for the way out of the pods. */
  readonly declaredDatabases: readonly Destination[]
  readonly artifacts: S3Connection<pulumi.Output<string>>
  readonly gatewayEnvironment: Readonly<Record<string, pulumi.Input<string>>>
  readonly kekPassphrase: pulumi.Input<string>
  readonly flaskSecretKey: pulumi.Input<string>
  readonly clients: MachineClients
  readonly discoveryUrl: pulumi.Input<string>
}

/** All that runs in the cluster: first what guards and feeds the pods, then the release, then what proves and watches it. */
export class Cluster extends pulumi.ComponentResource {
  /** Where the cluster itself reaches the gateway. */
  readonly internalUrl: string

  constructor(name: string, args: ClusterArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Cluster', name, {}, opts)
    const { settings, protect, databases, artifacts } = args
    const { namespace, awaitReady, release, callers, credentials } = settings
    const child = { parent: this }
    const meshed = settings.mesh.mode === 'ambient'

    const caBundle = this.declareTrust(name, settings)
    const bundle = caBundle === undefined ? {} : { caBundle }
    const sessionDestinations = this.declareSessions(name, settings)
    const mesh = new Mesh(
      `${name}-mesh`,
      { ...settings, jobServiceAccounts: release.smoke.enabled ? [smokeServiceAccount] : [] },
      child,
    )
    const network = new NetworkPolicies(
      `${name}-network`,
      { ...settings, meshed, declared: [...args.declaredDatabases, ...sessionDestinations] },
      child,
    )
    const ingress = new Ingress(
      `${name}-ingress`,
      {
        ingress: settings.ingress,
        publicUrl: args.publicUrl,
        namespace,
        meshed: meshed && callers.ingress?.meshed === true,
        awaitReady,
      },
      child,
    )
    const image = new GatewayImage(
      `${name}-gateway-image`,
      {
        image: settings.gatewayImage,
        ...('username' in settings.gatewayImage && settings.gatewayImage.username !== undefined
          ? { registryPassword: args.credentials.text('registryPassword') }
          : {}),
      },
      child,
    )
    const environment = splitGatewayEnvironment(args.gatewayEnvironment)
    const secrets = new ReleaseSecrets(
      `${name}-secrets`,
      {
        namespace,
        credentials,
        protect,
        awaitReady,
        database: databases.mlflow.connection,
        artifacts,
        kekPassphrase: args.kekPassphrase,
        flaskSecretKey: args.flaskSecretKey,
        gateway: environment.secret,
      },
      child,
    )
    const databaseCa = databases.gateway.connection.ca
    const server = new TrackingServer(
      `${name}-mlflow`,
      {
        settings: release,
        namespace,
        awaitReady,
        atomic: protect,
        database: databases.mlflow.connection,
        artifacts,
        secrets: secrets.names,
        secretsChecksum: secrets.checksum,
        ...bundle,
        gateway: {
          image: image.reference,
          environment: environment.plain,
          ...(databaseCa === undefined ? {} : { databaseCa }),
        },
        traces: meshed,
        podLabels: mesh.podLabels,
        serviceLabels: mesh.serviceLabels,
        serviceAnnotations: ingress.serviceAnnotations,
        after: [...secrets.secrets, ...mesh.guards, ...network.guards],
      },
      child,
    )
    this.internalUrl = server.url
    if (release.gc.enabled)
      new GarbageCollection(
        `${name}-gc`,
        {
          settings: release,
          namespace,
          database: databases.mlflow.connection,
          artifacts,
          secrets: secrets.names,
          ...bundle,
        },
        child,
      )
    if (release.smoke.enabled)
      new SmokeTest(
        `${name}-smoke`,
        {
          settings: release,
          namespace,
          credentials,
          protect,
          awaitReady,
          discoveryUrl: args.discoveryUrl,
          podLabels: mesh.podLabels,
          ...bundle,
          client: {
            name: release.smoke.serviceClient,
            clientSecret: args.clients.secretOf(release.smoke.serviceClient),
          },
          releaseFingerprint: server.fingerprint,
          after: [server.release, server.service],
        },
        child,
      )
    new Machines(
      `${name}-machines`,
      { ...settings, protect, trackingUri: args.publicUrl, clients: args.clients },
      child,
    )
    if (settings.observability.mode !== 'off')
      new Observability(`${name}-observability`, { ...settings.observability, namespace, metricsPort: 'admin' }, child)
    this.registerOutputs({ internalUrl: this.internalUrl })
  }

  private declareTrust(
    name: string,
    { trust, namespace, awaitReady }: ClusterSettings,
  ): CaBundlePlan<pulumi.Output<string>> | undefined {
    if (trust.mode === 'none') return undefined
    return new CaBundle(`${name}-ca`, { trust, namespace, awaitReady }, { parent: this }).bundle
  }

  /** The store is declared ahead of its use: the gateway keeps sessions in its database until it speaks Redis. */
  private declareSessions(name: string, { sessions, namespace, awaitReady }: ClusterSettings): Destination[] {
    if (sessions.store !== 'redis') return []
    void pulumi.log.warn('the gateway keeps sessions in PostgreSQL still; the session store is not used yet', this)
    if (sessions.redis.mode !== 'deploy') return []
    new SessionStore(`${name}-sessions`, { settings: sessions.redis, namespace, awaitReady }, { parent: this })
    return [{ mode: 'inCluster', namespace, podLabels: { ...valkeyLabels }, ports: [valkeyPort] }]
  }
}
