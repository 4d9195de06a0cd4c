import { mkdir, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { serverEnvironment } from '../environment.ts'
import { answers, startServer, type Server } from '../server.ts'
import { loopback, type Context } from './context.ts'
import { keycloakDatabase, superuser } from './postgresql.ts'

/** The service client of realm master with which Pulumi administers Keycloak. */
export const adminClientId = 'gatehouse-pulumi'

/** What Keycloak reads of its distribution; it writes beside these, so each clone has a home with links to the cache. */
const distributionFolders = ['bin', 'conf', 'lib', 'providers', 'themes', 'version.txt']

/** As `bin/kc.sh` starts it, without the shell between us and the process that has to be ended. */
const javaArguments = [
  // A server for one person: quick to start matters, throughput does not.
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-Xms128m',
  '-Xmx512m',
  '-XX:MaxMetaspaceSize=256m',
  '-XX:+ExitOnOutOfMemoryError',
  '-Dfile.encoding=UTF-8',
  '-Djava.util.logging.manager=org.jboss.logmanager.LogManager',
  '-Djava.util.concurrent.ForkJoinPool.common.threadFactory=io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory',
  '-Dpicocli.disable.closures=true',
  '-Duser.language=en',
  '-Duser.country=US',
  ...['java.util', 'java.util.concurrent', 'java.security', 'java.lang'].map(
    (name) => `--add-opens=java.base/${name}=ALL-UNNAMED`,
  ),
]

/**
 * Starts Keycloak from its prepared distribution, its realms in our PostgreSQL. It takes plain HTTP because it listens
 * on loopback only.
 */
export async function startKeycloak(context: Context, distribution: string, java: string): Promise<Server> {
  const { layout, ports, secrets, state, signal } = context
  const home = path.join(layout.data, 'keycloak')
  await mkdir(home, { recursive: true })
  for (const name of distributionFolders) {
    const link = path.join(home, name)
    await rm(link, { force: true })
    await symlink(path.join(distribution, name), link)
  }
  const url = keycloakUrl(context)
  return startServer(
    {
      part: 'keycloak',
      command: java,
      args: [
        ...javaArguments,
        // Last, so that what the person sets counts; the name is Keycloak's own.
        ...(process.env['JAVA_OPTS_APPEND']?.split(/\s+/).filter((option) => option !== '') ?? []),
        `-Dkc.home.dir=${home}`,
        `-Djboss.server.config.dir=${path.join(home, 'conf')}`,
        '-cp',
        path.join(home, 'lib', 'quarkus-run.jar'),
        'io.quarkus.bootstrap.runner.QuarkusEntryPoint',
        'start',
        '--optimized',
        '--http-enabled=true',
        `--http-host=${loopback}`,
        `--http-port=${ports.keycloak}`,
        `--hostname=${url}`,
      ],
      cwd: home,
      env: serverEnvironment({
        KC_DB_URL: `jdbc:postgresql://${loopback}:${ports.postgresql}/${keycloakDatabase}`,
        KC_DB_USERNAME: superuser,
        KC_DB_PASSWORD: secrets.postgresqlPassword,
        // Read on the very first start only, when realm master is made.
        KC_BOOTSTRAP_ADMIN_CLIENT_ID: adminClientId,
        KC_BOOTSTRAP_ADMIN_CLIENT_SECRET: secrets.keycloakAdminClientSecret,
      }),
      logFile: path.join(layout.logs, 'keycloak.log'),
      ready: answers(`${url}/realms/master`),
      readyWithinMs: 180_000,
      remedy:
        'Read the log. Often it is memory (Keycloak takes up to 1 GiB) or a Java that is older than 17 (java -version).',
    },
    state,
    signal,
  )
}

/** Where browsers, the gateway and Pulumi reach Keycloak. */
export function keycloakUrl({ ports }: Pick<Context, 'ports'>): string {
  return `http://${loopback}:${ports.keycloak}`
}
