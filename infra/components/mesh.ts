import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { Callers } from '../config/callers.ts'
import type { MeshSettings } from '../config/mesh.ts'
import { awaited } from '../plan/awaited.ts'
import { meshWarnings } from '../plan/mesh-warnings.ts'
import {
  meshPodLabels,
  peerAuthentication,
  useWaypoint,
  waypoint,
  waypointPolicy,
  workloadPolicy,
} from '../plan/mesh-policies.ts'
import { waypointName } from '../plan/cluster-names.ts'
import { childOptions } from './child-options.ts'

export interface MeshArgs {
  readonly mesh: MeshSettings
  readonly callers: Callers
  readonly namespace: string
  /** ServiceAccounts of the stack's own Jobs that call the gateway; their pods need `podLabels` too. */
  readonly jobServiceAccounts: readonly string[]
  /** Whether to wait until the waypoint is Programmed; false only where nothing programs it (a bare API server). */
  readonly awaitReady: boolean
}

/**
 * The ambient mesh around the gateway: the waypoint, and who may call at L7 (waypoint) and at L4 (ztunnel). What others
 * must apply is handed out as labels; the Service's label arrives only after waypoint and policies stand.
 */
export class Mesh extends pulumi.ComponentResource {
  /** For the pods of the release and of the stack's Jobs; empty without a mesh. */
  readonly podLabels: Readonly<Record<string, string>>
  /** For the gateway's Service, never for a namespace; empty without a mesh. */
  readonly serviceLabels: pulumi.Output<Record<string, string>>
  /** What has to stand before pods are started; for `dependsOn` of the release. */
  readonly guards: readonly pulumi.Resource[]

  constructor(name: string, args: MeshArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Mesh', name, {}, opts)
    const { mesh } = args
    if (mesh.mode === 'off') {
      this.podLabels = {}
      this.serviceLabels = pulumi.output<Record<string, string>>({})
      this.guards = []
    } else {
      const child = childOptions(this, opts)
      const plan = { ...args, trustDomain: mesh.trustDomain }
      for (const warning of meshWarnings(args.callers)) void pulumi.log.warn(warning, this)
      const object = (suffix: string, manifest: Manifest) =>
        new k8s.apiextensions.CustomResource(`${name}-${suffix}`, manifest, child)
      const gateway = object('waypoint', awaited(waypoint(args.namespace), 'condition=Programmed', args.awaitReady))
      this.guards = [
        object('traces-policy', waypointPolicy(plan)),
        object('callers-policy', workloadPolicy(plan)),
        object('peer-authentication', peerAuthentication(plan)),
      ]
      this.podLabels = meshPodLabels
      // The URNs carry the order: a label that reads them can't be set before these objects stand.
      this.serviceLabels = pulumi
        .all([gateway.urn, ...this.guards.map(({ urn }) => urn)])
        .apply((): Record<string, string> => useWaypoint(waypointName))
    }
    this.registerOutputs({ podLabels: this.podLabels, serviceLabels: this.serviceLabels })
  }
}

type Manifest = k8s.apiextensions.CustomResourceArgs
