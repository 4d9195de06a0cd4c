import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { Layout } from '../layout.ts'

/** The part of the file backend's checkpoint that tells of operations whose outcome the engine never learnt. */
const checkpoint = z.object({
  checkpoint: z.object({ latest: z.object({ pending_operations: z.array(z.unknown()).optional() }).optional() }),
})

/** The checkpoint of the stack in the file backend. */
export function checkpointFile({ pulumiBackend }: Pick<Layout, 'pulumiBackend'>): string {
  return path.join(pulumiBackend, '.pulumi/stacks/gatehouse/local.json')
}

/** Written once the stack has been whole for the first time; from then on it may hold somebody's work. */
function markOf({ pulumiHome }: Layout): string {
  return path.join(path.dirname(pulumiHome), 'complete')
}

export async function markWhole(layout: Layout): Promise<void> {
  await mkdir(path.dirname(markOf(layout)), { recursive: true })
  await writeFile(markOf(layout), '')
}

/**
 * Whether the machine lost power (or the engine was killed) in the middle of the very first update: resources may exist
 * of which the state knows nothing, and no later update gets past them. Nobody can have stored anything yet.
 */
export function wasCutOffAtFirst(layout: Layout): boolean {
  if (existsSync(markOf(layout)) || !existsSync(checkpointFile(layout))) return false
  try {
    const state = checkpoint.parse(JSON.parse(readFileSync(checkpointFile(layout), 'utf8')))
    return (state.checkpoint.latest?.pending_operations ?? []).length > 0
  } catch {
    // Half a file is told by the engine, with its path.
    return false
  }
}

/** Begins anew: what the half-made stack left on its own servers goes, the credentials and tools stay. */
export async function beginAnew(layout: Layout): Promise<void> {
  for (const folder of [layout.pulumiBackend, layout.pulumiProject, layout.data]) {
    await rm(folder, { recursive: true, force: true })
  }
}
