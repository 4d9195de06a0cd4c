import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { factsOf, type StackFacts } from '../../infra/local/facts.ts'
import { explain } from '../../infra/local/problem.ts'
import { reportTo } from '../../infra/local/progress.ts'
import { startStack } from '../../infra/local/stack.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The running stack: addresses and credentials of its real servers, its outputs, its Pulumi engine. */
    stack: StackFacts
  }
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/**
 * Brings the local stack up once for all tests against real servers, with a state of its own on ports that are free, and
 * stops it afterwards. The state is kept when GATEHOUSE_KEEP_STATE is set, to look into the logs of a failed run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-stack-'))
  // Where root runs the tests, PostgreSQL's account has to get through.
  await chmod(folder, 0o711)
  const stateDir = path.join(folder, 'state')
  const report = reportTo(process.stderr)
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  try {
    const stack = await startStack({ root, stateDir, ports: 'free', report, signal: interrupted.signal })
    project.provide('stack', factsOf(stack))
    return async () => {
      await stack.stop()
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
      if (process.env['GATEHOUSE_KEEP_STATE'] === undefined) await rm(folder, { recursive: true, force: true })
    }
  } catch (error) {
    throw new Error(`the local stack did not come up; its state and logs are in ${stateDir}\n${explain(error)}`, {
      cause: error,
    })
  } finally {
    report.close()
  }
}
