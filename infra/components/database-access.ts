import * as pulumi from '@pulumi/pulumi'
import type { DatabaseConnection } from '../plan/connections.ts'
import { databaseCaFile } from '../plan/trust-mounts.ts'

/** How one database is reached, whoever runs its server. */
export interface DatabaseAccess {
  readonly connection: DatabaseConnection<pulumi.Output<string>>
  /** Connection URL of the owner, `postgresql://…?sslmode=…`; a secret. Paths in it are those of the pods. */
  readonly url: pulumi.Output<string>
  /** The same for SQLAlchemy with psycopg2 named: its own choice of driver changed with version 2.1. */
  readonly sqlalchemyUrl: pulumi.Output<string>
}

/** Password and names need no escaping: they are made of letters, digits and underscores. */
export function databaseAccess(connection: DatabaseConnection<pulumi.Output<string>>): DatabaseAccess {
  const { user, password, host, port, name, sslMode, ca } = connection
  const rootCa = ca === undefined ? '' : `&sslrootcert=${databaseCaFile}`
  const rest = pulumi.interpolate`${user}:${password}@${host}:${port}/${name}?sslmode=${sslMode}${rootCa}`
  return {
    connection,
    url: pulumi.interpolate`postgresql://${rest}`,
    sqlalchemyUrl: pulumi.interpolate`postgresql+psycopg2://${rest}`,
  }
}
