import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { lock } from '../lock.ts'
import type { Step } from '../progress.ts'

/** A thing of the cache: a folder that is there whole or not at all. */
export interface CacheItem {
  readonly cacheDir: string
  /** Name and version, for example `keycloak-26.7.3`. */
  readonly name: string
  /** Fills the empty folder. It is moved into place afterwards, so nothing in it may hold its own path. */
  readonly make: (folder: string) => Promise<unknown>
  readonly step: Step
  readonly signal: AbortSignal
}

const complete = '.complete'

/** The folder of an item, whether it is there or not. */
export function itemFolder(cacheDir: string, name: string): string {
  return path.join(cacheDir, name)
}

/** Whether the item is in the cache. */
export function isCached(cacheDir: string, name: string): boolean {
  return existsSync(path.join(itemFolder(cacheDir, name), complete))
}

/** The folder of the item; made first if need be, by one clone while the others wait. */
export async function cached({ cacheDir, name, make, step, signal }: CacheItem): Promise<string> {
  const folder = itemFolder(cacheDir, name)
  if (isCached(cacheDir, name)) return folder
  await mkdir(cacheDir, { recursive: true })
  const held = await lock(`${folder}.lock`, {
    signal,
    onWait: ({ pid }) => step.phase(`waiting for another start (process ${pid}) that is getting it`),
  })
  try {
    if (isCached(cacheDir, name)) return folder
    await removeDrafts(cacheDir, name)
    const draft = `${folder}.draft-${randomUUID()}`
    try {
      await mkdir(draft)
      await make(draft)
      await writeFile(path.join(draft, complete), '')
      await rm(folder, { recursive: true, force: true })
      await rename(draft, folder)
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
    return folder
  } finally {
    held.release()
  }
}

/** What a killed start left: nobody else writes here while we hold the lock. */
async function removeDrafts(cacheDir: string, name: string): Promise<void> {
  const entries = await readdir(cacheDir)
  const drafts = entries.filter((entry) => entry.startsWith(`${name}.draft-`))
  await Promise.all(drafts.map((draft) => rm(path.join(cacheDir, draft), { recursive: true, force: true })))
}
