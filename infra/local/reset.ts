import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline/promises'
import { layoutOf } from './layout.ts'
import { tryLock } from './lock.ts'
import { Problem } from './problem.ts'
import { endProcess, leftBehind } from './state.ts'

/** Who answers the question. */
export interface Asker {
  readonly input: NodeJS.ReadableStream & { isTTY?: boolean }
  readonly output: NodeJS.WritableStream
}

/** Exit code of a reset that was not confirmed. */
const refused = 2

/**
 * Forgets everything that this clone's stack has stored: databases, bucket, realm, Pulumi state, secrets. The cache of
 * tools stays.
 *
 * @returns the exit code.
 * @throws {Problem} when the stack is up.
 */
export async function reset(stateDir: string, { yes }: { yes: boolean }, { input, output }: Asker): Promise<number> {
  if (!existsSync(stateDir)) {
    output.write(`Nothing is stored in ${stateDir}.\n`)
    return 0
  }
  if (!yes) {
    if (input.isTTY !== true) {
      output.write(`Nothing was changed: there is no terminal to ask. Confirm with: npm start -- --reset --yes\n`)
      return refused
    }
    const question = `Forget all experiments, artifacts, users and credentials in ${stateDir}? Type "yes": `
    const lines = createInterface({ input, output })
    const answer = await lines.question(question)
    lines.close()
    if (answer.trim().toLowerCase() !== 'yes') {
      output.write('Nothing was changed.\n')
      return refused
    }
  }
  const layout = layoutOf(stateDir)
  const held = tryLock(layout.lockFile)
  if ('heldBy' in held) {
    throw new Problem({
      tried: `forgetting the state in ${stateDir}`,
      outcome: `its stack is up: process ${held.heldBy.pid}; nothing was changed`,
      remedy: `End it first (Ctrl-C there, or kill ${held.heldBy.pid}), then run npm start -- --reset again.`,
    })
  }
  for (const process of leftBehind(layout.stateFile).toReversed()) await endProcess(process)
  await rm(stateDir, { recursive: true, force: true })
  output.write(`Forgot everything in ${stateDir}. The next npm start begins anew.\n`)
  return 0
}
