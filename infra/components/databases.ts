import * as pulumi from '@pulumi/pulumi'
import type { StackSettings } from '../config/schema.ts'
import { Database } from './database.ts'

export type DatabasesArgs = StackSettings['databases'] & { readonly protect: boolean }

/** Two databases with a role each, so that a hole in MLflow can't read the gateway's sessions and keys. */
export class Databases extends pulumi.ComponentResource {
  readonly mlflowUrl: pulumi.Output<string>
  readonly gatewayUrl: pulumi.Output<string>

  constructor(name: string, args: DatabasesArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Databases', name, {}, opts)
    const urlOf = (database: string) =>
      new Database(`${name}-${database}`, { ...args, name: database }, { parent: this }).url
    this.mlflowUrl = urlOf(args.mlflowDatabase)
    this.gatewayUrl = urlOf(args.gatewayDatabase)
    this.registerOutputs({ mlflowUrl: this.mlflowUrl, gatewayUrl: this.gatewayUrl })
  }
}
