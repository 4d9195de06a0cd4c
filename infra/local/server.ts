import { spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { openLog, tailOf } from './log-file.ts'
import { Problem } from './problem.ts'
import { endProcess, type State } from './state.ts'

/** A server to be started. */
export interface ServerPlan {
  /** What it is called in messages: a part of the local stack, or a server of the cluster tests. */
  readonly part: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  /** The whole environment: nothing of the caller's gets through, so that a stray AWS_PROFILE changes nothing. */
  readonly env: NodeJS.ProcessEnv
  /** Who it runs as, where that is not the caller. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined
  readonly logFile: string
  /** Asks once whether it is ready; throwing means not yet. */
  readonly ready: (signal: AbortSignal) => Promise<void>
  readonly readyWithinMs: number
  readonly stop?: { readonly signal: 'SIGTERM' | 'SIGINT'; readonly graceMs: number }
  /** What to do when it does not come up. */
  readonly remedy: string
}

/** A server that runs. */
export interface Server {
  readonly part: string
  readonly pid: number
  readonly logFile: string
  /** Resolves with a text ("exit code 1") when it ends, whoever ended it. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

/** Long enough for a database to write what it has in memory. */
const defaultStop = { signal: 'SIGTERM', graceMs: 10_000 } as const
/** A probe that hangs is no answer. */
const probeMs = 5_000
const betweenProbesMs = 100

/**
 * Starts a server and waits until it answers.
 *
 * @throws {Problem} when it ends or does not answer in time, with the last lines of its log. It is stopped then.
 */
export async function startServer(plan: ServerPlan, state: State, signal: AbortSignal): Promise<Server> {
  signal.throwIfAborted()
  const log = openLog(plan.logFile)
  const child = spawn(plan.command, plan.args, {
    cwd: plan.cwd,
    env: plan.env,
    detached: true,
    stdio: ['ignore', log, log],
    ...plan.account,
  })
  const recorded = child.pid === undefined ? undefined : state.add(plan.part, child.pid, plan.stop ?? defaultStop)
  closeSync(log)
  let end: string | undefined
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve((end = error.message)))
    child.once('exit', (code, by) => resolve((end = by === null ? `exit code ${code}` : `signal ${by}`)))
  })
  const stop = async () => {
    if (recorded === undefined) return
    await endProcess(recorded)
    await ended
    state.remove(recorded.pid)
  }
  const failure = (outcome: string) =>
    new Problem({
      tried: `starting ${plan.part}`,
      outcome: `${outcome}\nlast lines of ${plan.logFile}:\n${tailOf(plan.logFile)}`,
      remedy: plan.remedy,
    })

  const deadline = performance.now() + plan.readyWithinMs
  try {
    for (;;) {
      signal.throwIfAborted()
      try {
        await plan.ready(AbortSignal.any([signal, AbortSignal.timeout(probeMs)]))
        // Somebody else's server on the same port would answer, too.
        if (end === undefined && recorded !== undefined) break
      } catch (error) {
        if (error instanceof Problem) throw error
      }
      if (end !== undefined) throw failure(`it ended before it was ready (${end})`)
      if (performance.now() > deadline) throw failure(`it did not answer within ${plan.readyWithinMs / 1000} s`)
      await pause(betweenProbesMs)
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { part: plan.part, pid: recorded.pid, logFile: plan.logFile, ended, stop }
}

/** Ready when the address answers with one of the statuses. */
export function answers(url: string, statuses: readonly number[] = [200]): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    const response = await fetch(url, { signal, redirect: 'manual' })
    await response.body?.cancel()
    if (!statuses.includes(response.status)) throw new Error(`${url} answered ${response.status}`)
  }
}
