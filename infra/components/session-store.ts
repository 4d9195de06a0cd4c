import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { DeployedSessionStore } from '../config/sessions.ts'
import { objectLabels } from '../plan/cluster-names.ts'
import type { SessionStore as SessionStorePlan } from '../plan/session-environment.ts'
import {
  valkeyConfiguration,
  valkeyKeys,
  valkeyLabels,
  valkeyName,
  valkeyNetworkPolicy,
  valkeyPort,
  valkeyStatefulSet,
} from '../plan/valkey.ts'
import { Password } from './password.ts'

export interface SessionStoreArgs {
  readonly settings: DeployedSessionStore
  readonly namespace: string
  /** Whether to wait until the server is ready; off only where nothing runs. */
  readonly awaitReady: boolean
}

/** A Valkey for the gateway's sessions: one pod, a generated password, reached by MLflow's pods only. */
export class SessionStore extends pulumi.ComponentResource {
  readonly store: SessionStorePlan<pulumi.Output<string>>

  constructor(
    name: string,
    { settings, namespace, awaitReady }: SessionStoreArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super('gatehouse:infra:SessionStore', name, {}, opts)
    const child = { parent: this }
    const metadata = { name: valkeyName, namespace, labels: { ...objectLabels, ...valkeyLabels } }
    const skipped: Record<string, string> = awaitReady ? {} : { 'pulumi.com/skipAwait': 'true' }
    const password = new Password(`${name}-password`, child).text
    // Named by the engine: another password is another Secret, and the pod rolls.
    const secret = new k8s.core.v1.Secret(
      `${name}-credentials`,
      {
        metadata: { namespace, labels: objectLabels },
        immutable: true,
        stringData: {
          [valkeyKeys.password]: password,
          [valkeyKeys.configuration]: password.apply((text) => valkeyConfiguration(settings, text)),
        },
      },
      child,
    )
    const policy = new k8s.networking.v1.NetworkPolicy(
      `${name}-callers`,
      { metadata, spec: valkeyNetworkPolicy() },
      child,
    )
    const service = new k8s.core.v1.Service(
      name,
      {
        // The provider waits for endpoints, and the server is made after its Service.
        metadata: { ...metadata, annotations: { 'pulumi.com/skipAwait': 'true' } },
        spec: {
          type: 'ClusterIP',
          selector: valkeyLabels,
          ports: [{ name: 'redis', port: valkeyPort, targetPort: valkeyPort, protocol: 'TCP', appProtocol: 'tcp' }],
        },
      },
      child,
    )
    const server = new k8s.apps.v1.StatefulSet(
      name,
      { metadata: { ...metadata, annotations: skipped }, spec: valkeyStatefulSet(settings, secret.metadata.name) },
      { ...child, dependsOn: [policy, service] },
    )
    const host = `${valkeyName}.${namespace}.svc`
    // Whoever knows the host may connect, so the server comes first.
    this.store = { kind: 'server', host: server.urn.apply(() => host), port: valkeyPort, tls: false, password }
    this.registerOutputs()
  }
}
