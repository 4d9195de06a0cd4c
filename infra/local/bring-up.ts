import { Engine } from './engine/engine.ts'
import type { Part } from './parts.ts'
import type { Report, Step } from './progress.ts'
import type { Machine } from './requirements.ts'
import type { Server } from './server.ts'
import type { Context } from './servers/context.ts'
import { startGateway } from './servers/gateway.ts'
import { startKeycloak } from './servers/keycloak.ts'
import { startMinio } from './servers/minio.ts'
import { startMlflow } from './servers/mlflow.ts'
import { createKeycloakDatabase, startPostgresql } from './servers/postgresql.ts'
import { getKeycloak } from './tools/keycloak.ts'
import { getMinio } from './tools/minio.ts'
import { getMlflow } from './tools/mlflow.ts'
import { getPlugins } from './tools/plugins.ts'
import { getPulumi } from './tools/pulumi.ts'
import type { Toolbox } from './tools/toolbox.ts'

/** Where the parts tell how far they are. */
export interface Progress {
  /** Filled as they come up, so that a failure knows what to stop. */
  readonly servers: Server[]
  readonly report: Report
  /** Tells everything else to stop. */
  readonly fail: (error: unknown) => void
}

/**
 * Gets the tools, starts the servers and applies the program, each as soon as what it needs is there.
 *
 * @throws the failure that came first, once everything else has come to rest; `progress.servers` are still up then.
 */
export async function bringUp(context: Context, tools: Toolbox, machine: Machine, progress: Progress) {
  const { report, servers } = progress
  const part = <T>(name: string, work: (step: Step) => Promise<T>) => inStep(report, name, progress.fail, work)
  const server = (name: Part, start: (step: Step) => Promise<Server>, afterwards?: () => Promise<void>) =>
    part(name, async (step) => {
      servers.push(await start(step))
      await afterwards?.()
      step.done(`ready on port ${context.ports[name]}`)
    })

  const pulumi = part('pulumi', async (step) => {
    const found = await getPulumi(tools, step)
    const engine = new Engine(context, found)
    step.phase('opening the state')
    await engine.open()
    await engine.unlock()
    const plugins = await getPlugins(tools, found, context.layout.pulumiHome, step)
    await engine.prepare()
    step.done(`CLI ${found.source}, provider plugins ${plugins}`)
    return { found, engine, plugins }
  })
  // A state that its passphrase does not open is told before any server touches its data.
  const unlocked = Engine.stackExists(context) ? pulumi.then(() => undefined) : Promise.resolve()

  const postgresql = server(
    'postgresql',
    async (step) => {
      await unlocked
      step.phase('starting')
      return startPostgresql(context)
    },
    () => createKeycloakDatabase(context),
  )
  const minio = server('minio', async (step) => {
    const executable = await getMinio(tools, step)
    await unlocked
    step.phase('starting')
    return startMinio(context, executable)
  })
  const keycloak = server('keycloak', async (step) => {
    const distribution = await getKeycloak(tools, step)
    step.phase('waiting for PostgreSQL')
    await postgresql
    step.phase('starting')
    return startKeycloak(context, distribution, machine.java)
  })
  const python = part('python', async (step) => {
    const found = await getMlflow(tools, machine.python, step)
    step.done('MLflow is installed')
    return found
  })
  const applied = Promise.all([pulumi, postgresql, minio, keycloak]).then(([{ engine }]) =>
    part('pulumi up', async (step) => {
      step.phase('making realm, clients, databases, bucket')
      await engine.up()
      const outputs = await engine.outputs()
      step.done('stack local is as the program says')
      return outputs
    }),
  )
  const mlflow = server('mlflow', async (step) => {
    step.phase('waiting for pulumi up')
    const [outputs, interpreter] = await Promise.all([applied, python])
    step.phase('starting')
    return startMlflow(context, interpreter, outputs)
  })
  const gateway = server('gateway', async (step) => {
    step.phase('waiting for pulumi up')
    const outputs = await applied
    step.phase('starting')
    return startGateway(context, outputs)
  })
  const everything = [pulumi, unlocked, postgresql, minio, keycloak, python, applied, mlflow, gateway]
  // All of them end before anything is stopped: a server that is just coming up would be missed otherwise.
  await Promise.allSettled(everything)
  await Promise.all(everything)
  const { found, engine, plugins } = await pulumi
  return { outputs: await applied, engine, pulumi: found, plugins, python: await python }
}

/** One line of the progress around a piece of work. The first failure is the one that is told. */
async function inStep<T>(
  report: Report,
  name: string,
  fail: (error: unknown) => void,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const step = report.step(name)
  try {
    return await work(step)
  } catch (error) {
    step.failed('stopped')
    fail(error)
    throw error
  }
}
