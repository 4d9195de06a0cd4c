import * as pulumi from '@pulumi/pulumi'
import type { ClusterSettings } from '../config/cluster.ts'
import { ClientAccess } from './client-access.ts'
import { CollectorAccess } from './collector-access.ts'

/** The service clients of the stack as machines need them. */
export interface MachineClients {
  readonly secretOf: (clientId: string) => pulumi.Output<string>
  readonly tokenUrl: pulumi.Input<string>
}

export interface MachinesArgs extends Pick<
  ClusterSettings,
  'namespace' | 'machines' | 'callers' | 'credentials' | 'awaitReady'
> {
  readonly protect: boolean
  readonly trackingUri: string
  readonly clients: MachineClients
}

/** Ready-made access for machines of other namespaces: the collector, jobs and notebooks. */
export class Machines extends pulumi.ComponentResource {
  constructor(name: string, args: MachinesArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Machines', name, {}, opts)
    const { machines, callers, credentials, protect, awaitReady, clients } = args
    const common = { credentials, protect, awaitReady, tokenUrl: clients.tokenUrl }
    if (machines.collector !== undefined && callers.collector !== undefined)
      new CollectorAccess(
        `${name}-collector`,
        {
          ...common,
          ...machines.collector,
          collectorNamespace: callers.collector.namespace,
          gatewayNamespace: args.namespace,
          clientSecret: clients.secretOf(machines.collector.client),
        },
        { parent: this },
      )
    for (const { namespace, client, secretName } of machines.clients)
      new ClientAccess(
        `${name}-${namespace}-${secretName}`,
        {
          ...common,
          namespace,
          secretName,
          clientId: client,
          clientSecret: clients.secretOf(client),
          trackingUri: args.trackingUri,
        },
        { parent: this },
      )
    this.registerOutputs()
  }
}
