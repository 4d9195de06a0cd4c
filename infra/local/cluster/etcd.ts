import path from 'node:path'
import { serverEnvironment } from '../environment.ts'
import { answers, startServer, type Server } from '../server.ts'
import { loopback } from '../servers/context.ts'
import type { ClusterContext } from './context.ts'

/** Starts etcd on loopback, for an API server whose data nobody wants to keep. */
export async function startEtcd({ folder, ports, state, signal }: ClusterContext, executable: string): Promise<Server> {
  const url = `http://${loopback}:${ports.etcd}`
  return await startServer(
    {
      part: 'etcd',
      command: executable,
      args: [
        `--data-dir=${path.join(folder, 'etcd')}`,
        `--listen-client-urls=${url}`,
        `--advertise-client-urls=${url}`,
        // It has no peers, and still wants an address for them.
        `--listen-peer-urls=http://${loopback}:0`,
        '--unsafe-no-fsync',
        '--log-level=warn',
      ],
      cwd: folder,
      env: serverEnvironment({}),
      logFile: path.join(folder, 'logs', 'etcd.log'),
      ready: answers(`${url}/readyz`),
      readyWithinMs: 60_000,
      remedy: 'Read the log.',
    },
    state,
    signal,
  )
}
