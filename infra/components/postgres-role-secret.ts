import * as k8s from '@pulumi/kubernetes'
import * as pulumi from '@pulumi/pulumi'
import { objectLabels } from '../plan/cluster-names.ts'
import type { PostgresNames } from '../plan/postgres-names.ts'
import { Password } from './password.ts'

export interface PostgresRoleSecretArgs {
  /** Name of the database and of the role that owns it. */
  readonly database: string
  readonly names: PostgresNames
  readonly protect: boolean
}

/**
 * A role's password where the operator reads it: beside the Cluster, under a fixed name, with the label that makes the
 * operator read it again when it changes. The pods get theirs from Secrets of their own namespace.
 */
export class PostgresRoleSecret extends pulumi.ComponentResource {
  readonly password: pulumi.Output<string>

  constructor(
    name: string,
    { database, names, protect }: PostgresRoleSecretArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super('gatehouse:infra:PostgresRoleSecret', name, {}, opts)
    this.password = new Password(`${name}-password`, { parent: this }).text
    new k8s.core.v1.Secret(
      name,
      {
        metadata: {
          name: names.object(database),
          namespace: names.namespace,
          labels: { ...objectLabels, 'cnpg.io/reload': 'true' },
        },
        type: 'kubernetes.io/basic-auth',
        stringData: { username: database, password: this.password },
      },
      { parent: this, retainOnDelete: protect },
    )
    this.registerOutputs({ password: this.password })
  }
}
