import { mkdirSync, openSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'

/** Opens a fresh log; the one before it is kept as `<name>.previous.log`. The caller closes the descriptor. */
export function openLog(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true })
  try {
    renameSync(file, file.replace(/\.log$/, '.previous.log'))
  } catch {
    // There was none.
  }
  return openSync(file, 'a', 0o600)
}

/** The last lines of a log, for a message; empty when there is none. */
export function tailOf(file: string, count = 12): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
  } catch {
    return ''
  }
}
