import type { Container, ContainerResources, EnvVar, VolumeMount } from './container.ts'
import { plainEnv } from './container.ts'
import { restricted, users } from './container-security.ts'
import { databaseUri } from './mlflow-database.ts'

/** Key of the advisory lock (PostgreSQL manual §13.3.5): any number that nothing else in MLflow's database takes. */
const lock = 0x6761_7465

/**
 * Makes MLflow's tables and brings them up to date, the way a starting server would. Several pods may start at once; the
 * lock lets them do it one after the other, and the second finds nothing to do.
 */
const script = `
from mlflow.store.db import utils
from sqlalchemy import text

engine = utils.create_sqlalchemy_engine_with_retry("${databaseUri}")
with engine.connect() as connection:
    connection.execute(text("SELECT pg_advisory_lock(${lock})"))
    utils._initialize_tables(engine)
`.trim()

export interface DatabaseMigration<T> {
  readonly image: string
  readonly imagePullPolicy: string
  readonly resources: ContainerResources
  readonly databaseEnv: readonly EnvVar<T>[]
  readonly variables: Readonly<Record<string, string>>
  readonly trustMounts: readonly VolumeMount[]
}

/**
 * The migration as an init container of ours. The chart's own gets neither `extraEnvVars` nor volumes, so it can't
 * verify the server's certificate and would hand the password to whoever answers.
 */
export const databaseMigration = <T>(plan: DatabaseMigration<T>): Container<T> => ({
  name: 'database-migration',
  image: plan.image,
  imagePullPolicy: plan.imagePullPolicy,
  command: ['python', '-c', script],
  env: [...plan.databaseEnv, ...plainEnv<T>(plan.variables)],
  resources: plan.resources,
  securityContext: restricted(users.mlflow),
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }, ...plan.trustMounts],
})
