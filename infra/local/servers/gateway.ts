import path from 'node:path'
import type { Outputs } from '../engine/outputs.ts'
import { serverEnvironment } from '../environment.ts'
import { answers, startServer, type Server } from '../server.ts'
import { loopback, type Context } from './context.ts'

/** Starts the gateway from its sources with the environment that the stack's outputs give. */
export async function startGateway(context: Context, outputs: Outputs): Promise<Server> {
  const { root, layout, ports, state, signal } = context
  return startServer(
    {
      part: 'gateway',
      command: process.execPath,
      args: [path.join(root, 'gateway/src/main.ts')],
      cwd: root,
      env: serverEnvironment({
        ...outputs.gatewayEnvironment,
        GATEWAY_HOST: loopback,
        GATEWAY_PORT: String(ports.gateway),
        // Any free one: clones on one machine start a gateway each, and nothing here asks it.
        GATEWAY_ADMIN_PORT: '0',
        GATEWAY_UPSTREAM_URL: `http://${loopback}:${ports.mlflow}`,
      }),
      logFile: path.join(layout.logs, 'gateway.log'),
      // Its health is MLflow's: it may be there before MLflow is, and says 502 or 503 until then.
      ready: answers(`http://${loopback}:${ports.gateway}/health`),
      readyWithinMs: 120_000,
      remedy: 'Read the log; the gateway names every setting that is missing or wrong.',
    },
    state,
    signal,
  )
}
