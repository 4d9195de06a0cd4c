import { spawn } from 'node:child_process'
import { Problem } from './problem.ts'
import type { State } from './state.ts'

/** A command that ends by itself. */
export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly input?: string
  /** Aborting ends the command and all it started. */
  readonly signal?: AbortSignal | undefined
  /** Called with each chunk of output, both streams. */
  readonly onOutput?: (text: string) => void
  /** Remembers the process, so that a later start can end it should this one be killed. */
  readonly state?: State
}

/** What a command left. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Time for a command to end when it is asked to, before it is killed. */
const graceMs = 10_000

/**
 * Runs a command in a process group of its own, so that Ctrl-C in the terminal reaches us and we decide.
 *
 * @throws {Problem} when it cannot be started. An exit code other than 0 is an outcome, not an error.
 */
export function run(command: Command): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    command.signal?.throwIfAborted()
    const child = spawn(command.command, command.args, {
      cwd: command.cwd,
      env: command.env ?? process.env,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const { pid } = child
    if (pid !== undefined) command.state?.add(command.command, pid, { signal: 'SIGINT', graceMs })
    let stdout = ''
    let stderr = ''
    let killer: NodeJS.Timeout | undefined
    const end = (signal: NodeJS.Signals) => {
      try {
        if (pid !== undefined) process.kill(-pid, signal)
      } catch {
        // It has ended.
      }
    }
    const abort = () => {
      end('SIGINT')
      killer = setTimeout(() => end('SIGKILL'), graceMs)
    }
    command.signal?.addEventListener('abort', abort, { once: true })
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
      command.onOutput?.(text)
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      command.onOutput?.(text)
    })
    // A command that does not read its input closes the pipe; its exit code tells what matters.
    child.stdin.on('error', () => undefined)
    child.stdin.end(command.input ?? '')
    const forget = () => {
      clearTimeout(killer)
      command.signal?.removeEventListener('abort', abort)
      if (pid !== undefined) command.state?.remove(pid)
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
      if (command.signal?.aborted === true) reject(new Error('stopped on request', { cause: command.signal.reason }))
      else resolve({ code, stdout, stderr })
    })
  })
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
