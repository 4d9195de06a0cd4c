import { lstat, mkdir, rm, symlink } from 'node:fs/promises'
import path from 'node:path'
import { mustRun } from '../command.ts'
import { serverEnvironment } from '../environment.ts'
import type { Step } from '../progress.ts'
import { reasonOf } from '../problem.ts'
import { providerNames, versionOf } from '../providers/catalogue.ts'
import { installStandIns } from '../providers/install.ts'
import { cached } from './cache.ts'
import type { Pulumi } from './pulumi.ts'
import type { Toolbox } from './toolbox.ts'

/** Which provider plugins the engine works with. */
export type PluginKind = 'official' | 'stand-ins'

/**
 * Puts the provider plugins into the engine's plugin folder: the official ones, kept in the cache and linked, or the
 * stand-ins where their publisher cannot be reached.
 */
export async function getPlugins(tools: Toolbox, pulumi: Pulumi, pulumiHome: string, step: Step): Promise<PluginKind> {
  const plugins = path.join(pulumiHome, 'plugins')
  await mkdir(pulumiHome, { recursive: true })
  if (tools.reach.pulumi) {
    try {
      await link(await official(tools, pulumi, step), plugins)
      return 'official'
    } catch (error) {
      tools.signal.throwIfAborted()
      tools.report.say(`plugins: the official provider plugins could not be had (${reasonOf(error)}); using stand-ins`)
    }
  }
  if (await isLink(plugins)) await rm(plugins)
  await installStandIns({ pluginsDir: plugins, node: process.execPath })
  return 'stand-ins'
}

async function official(tools: Toolbox, pulumi: Pulumi, step: Step): Promise<string> {
  const wanted = providerNames.map((name) => ({ name, version: versionOf(name) }))
  const item = ['plugins', ...wanted.map(({ name, version }) => `${name}-${version}`)].join('-')
  const folder = await cached({
    ...tools,
    name: item,
    step,
    make: async (home) => {
      step.phase('downloading the provider plugins')
      const env = { ...serverEnvironment({}), PULUMI_HOME: home, PULUMI_SKIP_UPDATE_CHECK: 'true' }
      for (const { name, version } of wanted) {
        await mustRun(
          {
            command: pulumi.cli,
            args: ['plugin', 'install', 'resource', name, version, '--non-interactive', '--color', 'never'],
            env,
            signal: tools.signal,
          },
          { tried: `installing the provider plugin ${name} ${version}`, remedy: 'Check the connection and run again.' },
        )
      }
    },
  })
  return path.join(folder, 'plugins')
}

async function link(target: string, plugins: string): Promise<void> {
  await rm(plugins, { recursive: true, force: true })
  await symlink(target, plugins, 'dir')
}

async function isLink(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isSymbolicLink()
  } catch {
    return false
  }
}
