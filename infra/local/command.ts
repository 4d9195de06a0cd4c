import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync, readFileSync, statSync } from 'node:fs'
import { Problem } from './problem.ts'
import type { State } from './state.ts'

/** A command that ends by itself. */
export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  /** Who it runs as, where that is not the caller. */
  readonly account?: { readonly uid: number; readonly gid: number }
  /** Aborting ends the command and all it started. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds it has for an orderly end before it is killed. */
  readonly graceMs?: number
  /** Called with each chunk of output, both streams. */
  readonly onOutput?: (text: string) => void
  /**
   * Both streams are appended to this file. A command that must finish what it is at even when we are killed needs it:
   * the pipe to us would be gone, and writing to it deadly.
   */
  readonly outputFile?: string
  /** Remembers the process, so that a later start can end it should this one be killed. */
  readonly state?: State
}

/** What a command left. With an `outputFile` both streams are in `stdout`. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const defaultGraceMs = 10_000

/**
 * Runs a command in a process group of its own, so that Ctrl-C in the terminal reaches us and we decide.
 *
 * @throws {Problem} when it cannot be started. An exit code other than 0 is an outcome, not an error.
 */
export function run(command: Command): Promise<Outcome> {
  const { signal, state, graceMs = defaultGraceMs } = command
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const { child, output } = start(command)
    const { pid } = child
    if (pid !== undefined) state?.add(command.command, pid, { signal: 'SIGINT', graceMs })
    let killer: NodeJS.Timeout | undefined
    const end = (by: NodeJS.Signals) => {
      try {
        if (pid !== undefined) process.kill(-pid, by)
      } catch {
        // It has ended.
      }
    }
    const abort = () => {
      end('SIGINT')
      killer = setTimeout(() => end('SIGKILL'), graceMs)
    }
    signal?.addEventListener('abort', abort, { once: true })
    const forget = () => {
      clearTimeout(killer)
      signal?.removeEventListener('abort', abort)
      if (pid !== undefined) state?.remove(pid)
    }
    child.once('error', (error) => {
      forget()
      reject(
        new Problem({
          tried: `running ${command.command}`,
          outcome: error.message,
          remedy: `Check that ${command.command} is installed and can be run.`,
          cause: error,
        }),
      )
    })
    child.once('close', (code) => {
      forget()
      if (signal?.aborted === true) reject(new Error('stopped on request', { cause: signal.reason }))
      else resolve({ code, ...output() })
    })
  })
}

/** Spawns it with its output collected from pipes or from the file. */
function start(command: Command): { child: ChildProcess; output: () => Pick<Outcome, 'stdout' | 'stderr'> } {
  const common = { cwd: command.cwd, env: command.env ?? process.env, detached: true, ...command.account }
  const { outputFile } = command
  if (outputFile !== undefined) {
    const log = openSync(outputFile, 'a', 0o600)
    const before = statSync(outputFile).size
    const child = spawn(command.command, command.args, { ...common, stdio: ['pipe', log, log] })
    closeSync(log)
    feed(child, command.input)
    return {
      child,
      output: () => ({ stdout: readFileSync(outputFile).subarray(before).toString('utf8'), stderr: '' }),
    }
  }
  const child = spawn(command.command, command.args, { ...common, stdio: ['pipe', 'pipe', 'pipe'] })
  const collected = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      collected[name] += text
      command.onOutput?.(text)
    })
  }
  feed(child, command.input)
  return { child, output: () => collected }
}

function feed(child: ChildProcess, input: string | undefined): void {
  // A command that does not read its input closes the pipe; its exit code tells what matters.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(input ?? '')
}

/**
 * Runs a command that has to succeed.
 *
 * @throws {Problem} with the last lines of its output and the given remedy.
 */
export async function mustRun(command: Command, told: { tried: string; remedy: string }): Promise<Outcome> {
  const outcome = await run(command)
  if (outcome.code === 0) return outcome
  const output = `${outcome.stdout}\n${outcome.stderr}`.trim().split('\n').slice(-15).join('\n')
  throw new Problem({
    ...told,
    outcome: `${command.command} ended with exit code ${outcome.code ?? 'none (killed)'}\n${output}`,
  })
}
