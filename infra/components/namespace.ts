import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { objectLabels } from '../plan/cluster-names.ts'

export interface NamespaceArgs {
  readonly name: string
  /** Whether it is declared; otherwise it exists and belongs to somebody else. */
  readonly create: boolean
  /** Whether it outlives the stack. */
  readonly protect: boolean
}

/** The stack's namespace. A declared one takes only pods under the restricted pod security standard. */
export class Namespace extends pulumi.ComponentResource {
  /** For `dependsOn` of what is declared in it. */
  readonly resources: readonly pulumi.Resource[]

  constructor(
    name: string,
    { name: namespace, create, protect }: NamespaceArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super('gatehouse:infra:Namespace', name, {}, opts)
    this.resources = create
      ? [
          new k8s.core.v1.Namespace(
            name,
            {
              metadata: {
                name: namespace,
                labels: {
                  ...objectLabels,
                  'pod-security.kubernetes.io/enforce': 'restricted',
                  'pod-security.kubernetes.io/warn': 'restricted',
                },
              },
            },
            { parent: this, protect },
          ),
        ]
      : []
    this.registerOutputs()
  }
}
