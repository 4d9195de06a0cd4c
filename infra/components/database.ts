import * as postgresql from '@pulumi/postgresql'
import * as pulumi from '@pulumi/pulumi'
import type { DatabaseConnection } from '../plan/connections.ts'
import { type DatabaseAccess, databaseAccess } from './database-access.ts'
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
export class Database extends pulumi.ComponentResource implements DatabaseAccess {
  readonly connection: DatabaseConnection<pulumi.Output<string>>
  readonly url: pulumi.Output<string>
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
    const { connection, url, sqlalchemyUrl } = databaseAccess({
      // Whoever knows the host may connect, so the database comes first.
      host: database.name.apply(() => args.host),
      port: args.port,
      name: args.name,
      user: args.name,
      password,
      sslMode: args.sslMode,
    })
    this.connection = connection
    this.url = url
    this.sqlalchemyUrl = sqlalchemyUrl
    this.registerOutputs({ url, sqlalchemyUrl })
  }
}
