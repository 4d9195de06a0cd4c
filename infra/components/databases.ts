import * as pulumi from '@pulumi/pulumi'
import type { StackSettings } from '../config/schema.ts'
import { Database } from './database.ts'

export type DatabasesArgs = StackSettings['databases'] & { readonly protect: boolean }

/** Two databases with a role each, so that a hole in MLflow can't read the gateway's sessions and keys. */
export class Databases extends pulumi.ComponentResource {
  readonly mlflow: Database
  readonly gateway: Database

  constructor(name: string, args: DatabasesArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Databases', name, {}, opts)
    const declare = (database: string) =>
      new Database(`${name}-${database}`, { ...args, name: database }, { parent: this })
    this.mlflow = declare(args.mlflowDatabase)
    this.gateway = declare(args.gatewayDatabase)
    this.registerOutputs()
  }
}
