import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { Callers } from '../config/callers.ts'
import type { Destination, NetworkSettings } from '../config/network.ts'
import { networkPolicy } from '../plan/network-policy.ts'
import { childOptions } from './child-options.ts'

export interface NetworkPoliciesArgs {
  readonly network: NetworkSettings
  readonly callers: Callers
  readonly namespace: string
  /** Whether the pods are in the ambient mesh. */
  readonly meshed: boolean
  /** Destinations that the stack itself declares: its databases, its session store. */
  readonly declared: readonly Destination[]
}

/** Which addresses may reach the gateway's pods, and which the pods may reach. */
export class NetworkPolicies extends pulumi.ComponentResource {
  /** What has to stand before pods are started; for `dependsOn` of the release. */
  readonly guards: readonly pulumi.Resource[]

  constructor(name: string, args: NetworkPoliciesArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:NetworkPolicies', name, {}, opts)
    const { network } = args
    this.guards =
      network.mode === 'open'
        ? []
        : [
            new k8s.networking.v1.NetworkPolicy(
              `${name}-gateway`,
              networkPolicy({ ...args, network }),
              childOptions(this, opts),
            ),
          ]
    this.registerOutputs({})
  }
}
