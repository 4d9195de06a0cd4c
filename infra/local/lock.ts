import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { identify, identitySchema, isAlive, type ProcessIdentity } from './process-identity.ts'

/** A lock that is held until `release` or until its process has ended. */
export interface Lock {
  release(): void
}

/**
 * Takes the lock file, or says who holds it. The lock of a process that has ended is taken over.
 *
 * The file appears whole or not at all: it is written under another name and linked, and a link never replaces.
 */
export function tryLock(file: string): Lock | { readonly heldBy: ProcessIdentity } {
  mkdirSync(path.dirname(file), { recursive: true })
  const self = identify(process.pid)
  if (self === undefined) throw new Error(`this process (${process.pid}) is not to be found in the process table`)
  const mine = JSON.stringify({ ...self, token: randomUUID() })
  for (;;) {
    if (createWhole(file, mine)) return { release: () => removeIfEqual(file, mine) }
    const theirs = read(file)
    if (theirs === undefined) continue
    const holder = identitySchema.parse(JSON.parse(theirs))
    if (isAlive(holder)) return { heldBy: holder }
    removeIfEqual(file, theirs)
  }
}

/** Waits for the lock; `onWait` is told once who holds it. */
export async function lock(
  file: string,
  options: { signal?: AbortSignal | undefined; onWait?: ((holder: ProcessIdentity) => void) | undefined } = {},
): Promise<Lock> {
  for (let told = false; ; told = true) {
    const result = tryLock(file)
    if ('release' in result) return result
    if (!told) options.onWait?.(result.heldBy)
    await pause(200, undefined, options.signal === undefined ? {} : { signal: options.signal })
  }
}

function createWhole(file: string, content: string): boolean {
  const draft = `${file}.${randomUUID()}`
  writeFileSync(draft, content, { mode: 0o600 })
  try {
    linkSync(draft, file)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Takes the file aside and looks again: two that find the same stale lock must not remove each other's new one. */
function removeIfEqual(file: string, content: string): void {
  if (read(file) !== content) return
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
  } catch {
    return
  }
  if (read(aside) !== content) {
    try {
      linkSync(aside, file)
    } catch {
      // Somebody has the lock by now, and whoever lost this file will see that it is not theirs.
    }
  }
  rmSync(aside, { force: true })
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
