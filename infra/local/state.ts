import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { identify, identitySchema, isAlive } from './process-identity.ts'

const recordedProcess = identitySchema.extend({
  name: z.string(),
  /** Asks it to end; SIGKILL follows after the grace. */
  stopSignal: z.enum(['SIGTERM', 'SIGINT']),
  graceMs: z.number().int().nonnegative(),
})

const state = z.object({ ports: z.record(z.string(), z.number()), processes: z.array(recordedProcess) })

/** A process that the stack started, as `.local/state.json` remembers it. It leads its own process group. */
export type RecordedProcess = z.infer<typeof recordedProcess>

/**
 * What runs, written down before anything waits for it: a start that is killed half-way leaves a list of what it
 * started, and the next start ends exactly those.
 */
export class State {
  readonly #file: string
  readonly #ports: Readonly<Record<string, number>>
  #processes: RecordedProcess[] = []

  constructor(file: string, ports: Readonly<Record<string, number>>) {
    this.#file = file
    this.#ports = ports
    this.#write()
  }

  /** Adds a process that was spawned a moment ago. */
  add(name: string, pid: number, stop: { signal: 'SIGTERM' | 'SIGINT'; graceMs: number }): RecordedProcess | undefined {
    const identity = identify(pid)
    if (identity === undefined) return undefined
    const recorded = { name, ...identity, stopSignal: stop.signal, graceMs: stop.graceMs }
    this.#processes.push(recorded)
    this.#write()
    return recorded
  }

  remove(pid: number): void {
    this.#processes = this.#processes.filter((recorded) => recorded.pid !== pid)
    this.#write()
  }

  /** Written aside and renamed, and at once: whatever ends this process, the file is whole. */
  #write(): void {
    mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o755 })
    const draft = `${this.#file}.${process.pid}`
    writeFileSync(draft, `${JSON.stringify({ ports: this.#ports, processes: this.#processes }, undefined, 2)}\n`)
    renameSync(draft, this.#file)
  }
}

/** The processes of an earlier start that still run. A file that cannot be read counts as none. */
export function leftBehind(stateFile: string): RecordedProcess[] {
  try {
    return state.parse(JSON.parse(readFileSync(stateFile, 'utf8'))).processes.filter(isAlive)
  } catch {
    return []
  }
}

/** Ends a process group: asks, waits for the grace, then kills. Touches nothing when the process is not the same one. */
export async function endProcess(recorded: RecordedProcess): Promise<void> {
  if (!isAlive(recorded)) return
  signalGroup(recorded.pid, recorded.stopSignal)
  const deadline = performance.now() + recorded.graceMs
  while (isAlive(recorded) && performance.now() < deadline) await pause(25)
  // Also when the leader has ended: what it left in its group must not stay behind.
  signalGroup(recorded.pid, 'SIGKILL')
  while (isAlive(recorded)) await pause(25)
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // The group has ended already.
  }
}
