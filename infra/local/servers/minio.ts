import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { serverEnvironment } from '../environment.ts'
import { answers, startServer, type Server } from '../server.ts'
import { loopback, type Context } from './context.ts'

/** Starts MinIO on loopback, without its console; its root user is the one with which Pulumi administers it. */
export async function startMinio(context: Context, executable: string): Promise<Server> {
  const { layout, ports, secrets, state, signal } = context
  const folder = path.join(layout.data, 'minio')
  await mkdir(folder, { recursive: true })
  return startServer(
    {
      part: 'minio',
      command: executable,
      args: ['server', folder, '--address', `${loopback}:${ports.minio}`],
      cwd: folder,
      env: serverEnvironment({
        MINIO_ROOT_USER: secrets.minioUser,
        MINIO_ROOT_PASSWORD: secrets.minioPassword,
        MINIO_BROWSER: 'off',
        // It would ask its publisher for news otherwise.
        MINIO_UPDATE: 'off',
        MINIO_CALLHOME_ENABLE: 'off',
      }),
      logFile: path.join(layout.logs, 'minio.log'),
      ready: answers(`http://${loopback}:${ports.minio}/minio/health/cluster`),
      readyWithinMs: 60_000,
      remedy: 'Read the log. If its data is damaged, npm start -- --reset begins anew.',
    },
    state,
    signal,
  )
}
