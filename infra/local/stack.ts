import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { bringUp } from './bring-up.ts'
import { Engine } from './engine/engine.ts'
import { beginAnew, wasCutOffAtFirst } from './engine/first-update.ts'
import type { Outputs } from './engine/outputs.ts'
import { cacheDirectory, layoutOf, type Layout } from './layout.ts'
import { tryLock } from './lock.ts'
import { tailOf } from './log-file.ts'
import type { Ports } from './parts.ts'
import { freePorts, takenPorts } from './ports.ts'
import { Problem, throwAll } from './problem.ts'
import type { Report } from './progress.ts'
import { checkMachine } from './requirements.ts'
import { loadSecrets, type Secrets } from './secrets.ts'
import type { Server } from './server.ts'
import type { Context } from './servers/context.ts'
import { endProcess, leftBehind, State } from './state.ts'
import { needsOf } from './tools/needs.ts'
import type { PluginKind } from './tools/plugins.ts'
import type { Pulumi } from './tools/pulumi.ts'
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
