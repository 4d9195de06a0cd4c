import type { StackFacts } from '../facts.ts'
import { reasonOf } from '../problem.ts'
import type { Report } from '../progress.ts'
import { checks, type Check } from './checks.ts'

/** What came of the smoke proof. */
export interface Proof {
  readonly passed: boolean
  /** One line: what was proved, or what failed. */
  readonly line: string
}

/** Runs all checks, one after the other, also after one has failed. */
export async function prove(facts: StackFacts, report: Report, table: readonly Check[] = checks): Promise<Proof> {
  const failed: string[] = []
  for (const check of table) {
    const step = report.step('smoke')
    step.phase(check.name)
    try {
      await check.prove(facts)
      step.done()
    } catch (error) {
      failed.push(check.name)
      step.failed(`NOT: ${check.name}`)
      report.say(`    ${reasonOf(error).split('\n').join('\n    ')}`)
    }
  }
  report.close()
  return failed.length === 0
    ? {
        passed: true,
        line: `smoke proof passed, ${table.length} of ${table.length}: ${table.map(({ name }) => name).join('; ')}`,
      }
    : {
        passed: false,
        line: `smoke proof FAILED, ${failed.length} of ${table.length} do not hold: ${failed.join('; ')}`,
      }
}
