import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { objectLabels } from '../plan/cluster-names.ts'
import { garbageCollection, type GarbageCollectionPlan } from '../plan/garbage-collection.ts'
import { childOptions } from './child-options.ts'

export interface GarbageCollectionArgs extends Omit<GarbageCollectionPlan<pulumi.Input<string>>, 'serviceAccountName'> {
  readonly namespace: string
}

/** Name of the CronJob and of its ServiceAccount, which may do nothing. */
export const garbageCollectionName = 'mlflow-gc'

/** `mlflow gc` on a schedule: what people deleted stays for a while, then it and its artifacts are gone. */
export class GarbageCollection extends pulumi.ComponentResource {
  constructor(name: string, args: GarbageCollectionArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:GarbageCollection', name, {}, opts)
    const child = childOptions(this, opts)
    const metadata = { name: garbageCollectionName, namespace: args.namespace, labels: objectLabels }
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata, automountServiceAccountToken: false },
      child,
    )
    new k8s.batch.v1.CronJob(
      name,
      { metadata, spec: garbageCollection({ ...args, serviceAccountName: garbageCollectionName }) },
      { ...child, dependsOn: account },
    )
    this.registerOutputs({})
  }
}
