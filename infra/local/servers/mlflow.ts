import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Outputs } from '../engine/outputs.ts'
import { serverEnvironment } from '../environment.ts'
import { answers, startServer, type Server } from '../server.ts'
import { loopback, type Context } from './context.ts'

/** Starts the MLflow tracking server from the stack's outputs; it makes its tables itself. */
export async function startMlflow(context: Context, python: string, outputs: Outputs): Promise<Server> {
  const { layout, ports, state, signal } = context
  const folder = path.join(layout.data, 'mlflow')
  await mkdir(folder, { recursive: true })
  return startServer(
    {
      part: 'mlflow',
      command: python,
      args: [
        '-m',
        'mlflow',
        'server',
        `--host=${loopback}`,
        `--port=${ports.mlflow}`,
        // One person works here; each worker is another 300 MiB.
        '--workers=1',
        `--artifacts-destination=s3://${outputs.artifactsBucket}`,
        '--serve-artifacts',
      ],
      cwd: folder,
      env: serverEnvironment({
        ...outputs.mlflowEnvironment,
        PYTHONUNBUFFERED: '1',
        MLFLOW_DISABLE_TELEMETRY: 'true',
        DO_NOT_TRACK: 'true',
      }),
      logFile: path.join(layout.logs, 'mlflow.log'),
      ready: answers(`http://${loopback}:${ports.mlflow}/health`),
      readyWithinMs: 120_000,
      remedy: 'Read the log; MLflow needs its database and the bucket, both made by pulumi up.',
    },
    state,
    signal,
  )
}
