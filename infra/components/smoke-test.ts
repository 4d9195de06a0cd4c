import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import type { CredentialSettings } from '../config/credentials.ts'
import { shortChecksum } from '../plan/checksum.ts'
import { objectLabels } from '../plan/cluster-names.ts'
import { smokeJob, type SmokeJobPlan, smokeSecretKey } from '../plan/smoke-job.ts'
import { childOptions } from './child-options.ts'
import { SecretSource } from './secret-source.ts'

export interface SmokeTestArgs extends Omit<
  SmokeJobPlan<pulumi.Input<string>>,
  'serviceAccountName' | 'secretName' | 'clientId'
> {
  readonly client: { readonly name: string; readonly clientSecret: pulumi.Input<string> }
  readonly credentials: CredentialSettings
  /** Whether the store's copy of the client's secret outlives the stack. */
  readonly protect: boolean
  /** What is proved: another release is another proof, the same one is not proved twice. */
  readonly releaseFingerprint: pulumi.Input<string>
  /** The release and the Service. */
  readonly after: readonly pulumi.Resource[]
  /** Whether to wait for the proof; false only where nothing runs Jobs (a bare API server). */
  readonly awaitReady: boolean
}

/** ServiceAccount of the Job, for the mesh's policies. */
export const smokeServiceAccount = 'mlflow-smoke'

/** The proof of each release, which fails the update when it fails. */
export class SmokeTest extends pulumi.ComponentResource {
  constructor(name: string, args: SmokeTestArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:SmokeTest', name, {}, opts)
    const { namespace, client } = args
    const child = childOptions(this, opts)
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      {
        metadata: { name: smokeServiceAccount, namespace, labels: objectLabels },
        automountServiceAccountToken: false,
      },
      child,
    )
    const secret = new SecretSource(
      `${name}-client`,
      { ...args, credential: 'smokeTest', content: { data: { [smokeSecretKey]: client.clientSecret } } },
      { parent: this },
    )
    const spec = smokeJob<pulumi.Input<string>>({
      ...args,
      clientId: client.name,
      serviceAccountName: smokeServiceAccount,
      secretName: secret.secretName,
    })
    // A Job can't be changed: a new proof is a new Job, and the same proof is the same one.
    const fingerprint = pulumi.jsonStringify({ spec, release: args.releaseFingerprint }).apply(shortChecksum)
    new k8s.batch.v1.Job(
      name,
      {
        metadata: {
          name: pulumi.interpolate`mlflow-smoke-${fingerprint}`,
          namespace,
          labels: objectLabels,
          annotations: args.awaitReady ? {} : { 'pulumi.com/skipAwait': 'true' },
        },
        spec,
      },
      { ...child, dependsOn: [account, secret.resource, ...args.after] },
    )
    this.registerOutputs({})
  }
}
