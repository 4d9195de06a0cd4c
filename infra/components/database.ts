import * as postgresql from '@pulumi/postgresql'
import * as pulumi from '@pulumi/pulumi'
import { Password } from './password.ts'

export interface DatabaseArgs {
  /** Name of the database and of the role that owns it. */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly sslMode: string
  readonly protect: boolean
}

/** A database, the role that owns it, and nobody else's right to connect (every role has it until it is revoked). */
export class Database extends pulumi.ComponentResource {
  /** Connection URL of the owner, `postgresql://…?sslmode=…`; a secret. */
  readonly url: pulumi.Output<string>
  /** The same for SQLAlchemy with psycopg2 named: its own choice of driver changed with version 2.1. */
  readonly sqlalchemyUrl: pulumi.Output<string>

  constructor(name: string, args: DatabaseArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Database', name, {}, opts)
    const password = new Password(`${name}-password`, { parent: this }).text
    const role = new postgresql.Role(
      `${name}-role`,
      { name: args.name, login: true, password },
      { parent: this, protect: args.protect },
    )
    const database = new postgresql.Database(
      name,
      { name: args.name, owner: role.name, encoding: 'UTF8', template: 'template0' },
      { parent: this, protect: args.protect },
    )
    new postgresql.Grant(
      `${name}-no-public`,
      { database: database.name, role: 'public', objectType: 'database', privileges: [] },
      { parent: this },
    )
    const rest = pulumi.interpolate`${role.name}:${password}@${args.host}:${args.port}/${database.name}?sslmode=${args.sslMode}`
    this.url = pulumi.interpolate`postgresql://${rest}`
    this.sqlalchemyUrl = pulumi.interpolate`postgresql+psycopg2://${rest}`
    this.registerOutputs({ url: this.url, sqlalchemyUrl: this.sqlalchemyUrl })
  }
}
