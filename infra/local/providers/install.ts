import { randomBytes } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { providerNames, versionOf } from './catalogue.ts'

export interface Installation {
  /** The engine's plugin folder: `$PULUMI_HOME/plugins`. */
  readonly pluginsDir: string
  /** The Node binary that runs the plugins. */
  readonly node: string
}

/**
 * Puts the stand-ins where the engine looks for official plugins, under the versions that the installed SDKs ask for.
 * A stand-in that is already as it should be is left alone; another plugin under the same name and version is replaced.
 * Returns the folders.
 */
export async function installStandIns({ pluginsDir, node }: Installation): Promise<readonly string[]> {
  await mkdir(pluginsDir, { recursive: true })
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  return await Promise.all(
    providerNames.map(async (name) => {
      const folder = join(pluginsDir, `resource-${name}-v${versionOf(name)}`)
      const file = `pulumi-resource-${name}`
      const shim = `#!/bin/sh\nexec ${shellQuoted(node)} ${shellQuoted(main)} ${name} "$@"\n`
      if ((await readFile(join(folder, file), 'utf8').catch(() => undefined)) !== shim) {
        await place(folder, { file, content: shim })
      }
      return folder
    }),
  )
}

/** Whether the plugin in this folder is one of ours. */
export async function isStandIn(folder: string, name: string): Promise<boolean> {
  const shim = await readFile(join(folder, `pulumi-resource-${name}`)).catch(() => undefined)
  return shim?.subarray(0, 10).toString() === '#!/bin/sh\n'
}

/** Builds the folder aside and moves it into place, so that the engine never sees half of it. */
async function place(folder: string, { file, content }: { file: string; content: string }): Promise<void> {
  const aside = `${folder}.${randomBytes(6).toString('hex')}.tmp`
  await mkdir(aside)
  await writeFile(join(aside, file), content)
  await chmod(join(aside, file), 0o755)
  await rm(folder, { recursive: true, force: true })
  await rename(aside, folder)
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
