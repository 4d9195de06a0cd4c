import type { Report, Step } from '../progress.ts'
import { Problem, reasonOf } from '../problem.ts'
import type { Reach } from './reach.ts'

/** What every tool needs to be fetched. */
export interface Toolbox {
  readonly cacheDir: string
  readonly reach: Reach
  readonly report: Report
  readonly signal: AbortSignal
  readonly env: NodeJS.ProcessEnv
}

/** One way to get a tool. */
export interface Source {
  readonly name: string
  readonly get: (folder: string) => Promise<void>
}

/**
 * Tries the sources in order until one works.
 *
 * @throws {Problem} the last one's, or one that tells of all of them.
 */
export async function firstThatWorks(
  tool: string,
  sources: readonly (Source | undefined)[],
  folder: string,
  { signal, report }: Toolbox,
): Promise<void> {
  const failures: { source: string; error: unknown }[] = []
  for (const source of sources) {
    if (source === undefined) continue
    try {
      await source.get(folder)
      return
    } catch (error) {
      signal.throwIfAborted()
      failures.push({ source: source.name, error })
      if (failures.length < sources.filter(Boolean).length) {
        report.say(`${tool}: ${source.name} did not work (${reasonOf(error)}); trying the next source`)
      }
    }
  }
  const last = failures.at(-1)?.error
  if (failures.length === 1 && last instanceof Problem) throw last
  throw new Problem({
    tried: `getting ${tool}`,
    outcome: failures.map(({ source, error }) => `${source}: ${reasonOf(error)}`).join('\n') || 'there is no source',
    remedy: last instanceof Problem ? last.remedy : 'Check the connection and run the command again.',
    cause: last,
  })
}

/** Shows how much of a download has arrived. */
export function showBytes(step: Step): (received: number, total: number | undefined) => void {
  return (received, total) => {
    const mib = (bytes: number) => Math.round(bytes / 1024 / 1024)
    step.detail(total === undefined ? `${mib(received)} MiB` : `${mib(received)} of ${mib(total)} MiB`)
  }
}
