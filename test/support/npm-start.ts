import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { freePorts } from '../../infra/local/ports.ts'

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** How the command is started. */
export interface StartOptions {
  readonly stateDir: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Another clone than the one under test. */
  readonly root?: string
  /** `gateway=…,…`; free ones when left out. */
  readonly ports?: string
}

/** A running `npm start`, as a person in a terminal has it. */
export interface Started {
  /** Everything it has said so far. */
  output(): string
  /** Resolves when it has said it; rejects when it ends without. */
  said(text: string): Promise<void>
  /** Its exit code; null when it was killed. */
  readonly exit: Promise<number | null>
  /** Ctrl-C: the terminal sends SIGINT to the whole process group. */
  interrupt(): void
  /** kill -9 of the command itself; what it started lives on. */
  kill(): void
}

/** A fresh folder for a state. */
export function freshState(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-bad-day-'))
  // Where root runs the tests, PostgreSQL's account has to get through.
  chmodSync(folder, 0o711)
  return path.join(folder, 'state')
}

/** Ports that are free now, as `--ports` takes them. */
export async function portsOption(): Promise<string> {
  return Object.entries(await freePorts())
    .map(([part, port]) => `${part}=${port}`)
    .join(',')
}

/** Starts the real command of `npm start` in a process group of its own. */
export async function npmStart(options: StartOptions): Promise<Started> {
  const { root = repository, stateDir, args = [] } = options
  const ports = options.ports ?? (await portsOption())
  const child = spawn(
    process.execPath,
    [path.join(root, 'infra/local/with-packages.mjs'), 'infra/local/main.ts', '--ports', ports, ...args],
    {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GATEHOUSE_STATE_DIR: stateDir, ...options.env },
    },
  )
  const { pid } = child
  if (pid === undefined) throw new Error('npm start could not be spawned')
  let text = ''
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      for (const listener of listeners) listener()
    })
  }
  // Not "close": after a kill -9 the servers would hold pipes open if they had inherited any.
  const exit = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
  const group = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal)
    } catch {
      // It has ended.
    }
  }
  return {
    output: () => text,
    said: (wanted) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!text.includes(wanted)) return
          listeners.delete(look)
          resolve()
        }
        listeners.add(look)
        look()
        void exit.then((code) => reject(new Error(`it ended (${code}) without saying "${wanted}":\n${text}`)))
      }),
    exit,
    interrupt: () => group('SIGINT'),
    kill: () => group('SIGKILL'),
  }
}

const recorded = z.object({ processes: z.array(z.object({ name: z.string(), pid: z.number() })) })

/** The processes that the state file of a stack names. */
export function recordedProcesses(stateDir: string): { name: string; pid: number }[] {
  return recorded.parse(JSON.parse(readFileSync(path.join(stateDir, 'state.json'), 'utf8'))).processes
}

/** A folder for PATH in which only these commands can be found. */
export function pathWithOnly(...commands: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-path-'))
  for (const command of commands) {
    const found = (process.env['PATH'] ?? '')
      .split(path.delimiter)
      .map((entry) => path.join(entry, command))
      .find((file) => isThere(file))
    if (found !== undefined) symlinkSync(found, path.join(folder, command))
  }
  return folder
}

function isThere(file: string): boolean {
  try {
    readFileSync(file)
    return true
  } catch {
    return false
  }
}
