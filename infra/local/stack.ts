import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { Engine } from './engine/engine.ts'
import { beginAnew, wasCutOffAtFirst } from './engine/first-update.ts'
import type { Outputs } from './engine/outputs.ts'
import { cacheDirectory, layoutOf, type Layout } from './layout.ts'
import { tryLock } from './lock.ts'
import { tailOf } from './log-file.ts'
import type { Part, Ports } from './parts.ts'
import { freePorts, takenPorts } from './ports.ts'
import { Problem, throwAll } from './problem.ts'
import type { Report, Step } from './progress.ts'
import { checkMachine, type Machine } from './requirements.ts'
import { loadSecrets, type Secrets } from './secrets.ts'
import type { Server } from './server.ts'
import type { Context } from './servers/context.ts'
import { startGateway } from './servers/gateway.ts'
import { startKeycloak } from './servers/keycloak.ts'
import { startMinio } from './servers/minio.ts'
import { startMlflow } from './servers/mlflow.ts'
import { createKeycloakDatabase, startPostgresql } from './servers/postgresql.ts'
import { endProcess, leftBehind, State } from './state.ts'
import { needsOf } from './tools/needs.ts'
import { getKeycloak } from './tools/keycloak.ts'
import { getMinio } from './tools/minio.ts'
import { getMlflow } from './tools/mlflow.ts'
import { getPlugins, type PluginKind } from './tools/plugins.ts'
import { getPulumi, type Pulumi } from './tools/pulumi.ts'
import { probeReach } from './tools/reach.ts'
import type { Toolbox } from './tools/toolbox.ts'

/** What to bring up. */
export interface StackOptions {
  /** The clone. */
  readonly root: string
  /** Where the stack keeps its data, logs and Pulumi state. */
  readonly stateDir: string
  /** `free`: any that are free now. */
  readonly ports: Ports | 'free'
  readonly report: Report
  readonly env?: NodeJS.ProcessEnv
  /** Aborting stops everything that has been started. */
  readonly signal?: AbortSignal
}

/** A stack that is up. */
export interface RunningStack {
  readonly root: string
  readonly layout: Layout
  readonly ports: Ports
  readonly secrets: Secrets
  readonly outputs: Outputs
  readonly engine: Engine
  readonly pulumi: Pulumi
  readonly plugins: PluginKind
  /** The interpreter that has MLflow. */
  readonly python: string
  /** Resolves with what to tell when a server ends by itself. */
  readonly failure: Promise<Problem>
  /** Stops everything in reverse order. */
  stop(): Promise<void>
}

/**
 * Brings up the local stack: tools, servers, `pulumi up`, MLflow and the gateway. What is independent happens at the
 * same time. When anything fails, everything that was started is stopped again.
 *
 * @throws {Problem} or {Problems}: what was tried, what came back, what to do.
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const { report, env = process.env } = options
  const layout = layoutOf(options.stateDir)
  // Others may pass through, as PostgreSQL's account has to, but see nothing.
  await mkdir(layout.stateDir, { recursive: true, mode: 0o711 })
  const held = tryLock(layout.lockFile)
  if ('heldBy' in held) {
    throw new Problem({
      tried: `starting the stack of ${options.stateDir}`,
      outcome: `it is already up or coming up: process ${held.heldBy.pid}`,
      remedy: `Use that one, or end it first: kill ${held.heldBy.pid}`,
    })
  }
  // Whatever fails first ends everything else; the caller's signal does, too.
  const failed = new AbortController()
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])])
  const servers: Server[] = []
  const stop = async () => {
    for (const server of servers.toReversed()) await server.stop()
    held.release()
  }
  try {
    await pickUp(layout, report)
    const secrets = loadSecrets(layout.secretsFile, Engine.stackExists({ layout }))
    const ports = options.ports === 'free' ? await freePorts() : options.ports
    const tools: Toolbox = { cacheDir: cacheDirectory(env), reach: await probeReach(env, signal), report, signal, env }
    const needs = { ...needsOf(tools), folders: [tools.cacheDir, layout.stateDir] }
    const [{ machine, problems }, taken] = await Promise.all([
      checkMachine(needs, { env, signal, report }),
      takenPorts(ports),
    ])
    throwAll([...problems, ...taken])
    if (wasCutOffAtFirst(layout)) {
      report.say(
        'The first start was cut off while it made the stack, before anything could be stored; beginning anew.',
      )
      await beginAnew(layout)
    }

    const state = new State(layout.stateFile, ports)
    const context: Context = { root: options.root, layout, ports, secrets, state, signal }
    const up = await bringUp(context, tools, machine, { servers, report, fail: (error) => failed.abort(error) })
    return { root: options.root, layout, ports, secrets, ...up, failure: firstToEnd(servers), stop }
  } catch (error) {
    await stop()
    throw options.signal?.aborted === true ? error : failed.signal.aborted ? failed.signal.reason : error
  }
}

interface Progress {
  /** Filled as they come up, so that a failure knows what to stop. */
  readonly servers: Server[]
  readonly report: Report
  /** Tells everything else to stop. */
  readonly fail: (error: unknown) => void
}

async function bringUp(context: Context, tools: Toolbox, machine: Machine, progress: Progress) {
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

/** Ends what a start that was killed left running, newest first. */
async function pickUp(layout: Layout, report: Report): Promise<void> {
  const left = leftBehind(layout.stateFile)
  if (left.length === 0) return
  const names = left.map(({ name, pid }) => `${path.basename(name)} (${pid})`).join(', ')
  report.say(`An earlier start was cut off and left ${names} running; ending them.`)
  for (const process of left.toReversed()) await endProcess(process)
}

/** Resolves with the first server that ends. Whoever stops the stack no longer listens. */
async function firstToEnd(servers: readonly Server[]): Promise<Problem> {
  const { server, end } = await Promise.race(servers.map(async (each) => ({ server: each, end: await each.ended })))
  return new Problem({
    tried: `keeping ${server.part} running`,
    outcome: `it ended by itself (${end})\nlast lines of ${server.logFile}:\n${tailOf(server.logFile)}`,
    remedy: 'Read the log. npm start brings everything up again; what was stored is kept.',
  })
}
