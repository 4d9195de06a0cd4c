import path from 'node:path'
import type { Outputs } from './engine/outputs.ts'
import { configFileOf } from './engine/stack-config.ts'
import type { RunningStack } from './stack.ts'
import { loopback } from './servers/context.ts'
import { adminClientId, keycloakUrl } from './servers/keycloak.ts'
import { superuser } from './servers/postgresql.ts'

/** Where everything of a running stack is and how to get in, as plain data: tests in other processes get it as JSON. */
export interface StackFacts {
  readonly root: string
  readonly stateDir: string
  readonly publicUrl: string
  readonly outputs: Outputs
  readonly keycloak: { readonly url: string; readonly adminClientId: string; readonly adminClientSecret: string }
  readonly postgresql: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly password: string
  }
  /** `endpoint` is `host:port`. */
  readonly minio: { readonly endpoint: string; readonly user: string; readonly password: string }
  readonly pulumi: {
    readonly cli: string
    /** Folders of the language host, for PATH. */
    readonly path: readonly string[]
    readonly pluginsDir: string
    /** The whole environment in which the CLI finds this stack. */
    readonly env: Readonly<Record<string, string>>
    readonly configFile: string
  }
  /** The interpreter that has MLflow. */
  readonly python: string
}

/** The facts of a running stack. They hold credentials. */
export function factsOf(stack: RunningStack): StackFacts {
  const { layout, ports, secrets, outputs, engine, pulumi } = stack
  return {
    root: stack.root,
    stateDir: layout.stateDir,
    publicUrl: outputs.publicUrl,
    outputs,
    keycloak: {
      url: keycloakUrl(stack),
      adminClientId,
      adminClientSecret: secrets.keycloakAdminClientSecret,
    },
    postgresql: { host: loopback, port: ports.postgresql, user: superuser, password: secrets.postgresqlPassword },
    minio: { endpoint: `${loopback}:${ports.minio}`, user: secrets.minioUser, password: secrets.minioPassword },
    pulumi: {
      cli: pulumi.cli,
      path: pulumi.path,
      pluginsDir: path.join(layout.pulumiHome, 'plugins'),
      env: Object.fromEntries(
        Object.entries(engine.environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
      configFile: configFileOf(stack),
    },
    python: stack.python,
  }
}
