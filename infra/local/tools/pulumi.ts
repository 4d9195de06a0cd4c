import { rm } from 'node:fs/promises'
import path from 'node:path'
import { run } from '../command.ts'
import { reasonOf } from '../problem.ts'
import type { Step } from '../progress.ts'
import { unpack } from './archive.ts'
import { cached } from './cache.ts'
import { download } from './download.ts'
import { goBuild } from './go-build.ts'
import { platform } from './platform.ts'
import { publishedDigest } from './published-digest.ts'
import { publishers } from './reach.ts'
import { showBytes, type Toolbox } from './toolbox.ts'
import { versions } from './pins.ts'

/** The names under which the cache keeps the CLI and its language host, side by side as in the publisher's release. */
export const pulumiItems = {
  release: `pulumi-${versions.pulumi}-release`,
  compiled: `pulumi-${versions.pulumi}-nodejs-${versions.pulumiLanguageHost}`,
} as const

/** The Pulumi CLI. */
export interface Pulumi {
  readonly cli: string
  /** Folders for PATH, in which the engine finds its Node language host. */
  readonly path: readonly string[]
  readonly source: string
}

/** Gets the CLI and its language host: from PATH, the publisher, or compiled, the two at the same time. */
export async function getPulumi(tools: Toolbox, step: Step): Promise<Pulumi> {
  const installed = await fromPath(tools)
  if (installed !== undefined) return installed
  if (tools.reach.pulumi && tools.reach.github) {
    try {
      const folder = await cached({ ...tools, name: pulumiItems.release, step, make: (at) => release(tools, step, at) })
      return { cli: path.join(folder, 'pulumi'), path: [folder], source: 'release' }
    } catch (error) {
      tools.signal.throwIfAborted()
      tools.report.say(`pulumi: its release could not be had (${reasonOf(error)}); compiling it`)
    }
  }
  const make = (at: string) => Promise.all([compileCli(tools, step, at), compileLanguageHost(tools, step, at)])
  const folder = await cached({ ...tools, name: pulumiItems.compiled, step, make })
  return { cli: path.join(folder, 'pulumi'), path: [folder], source: 'compiled' }
}

/** Whether a CLI of this version knows the program's engine: the same major version, at least our minor. */
export function fits(version: string): boolean {
  const [major, minor] = version.replace(/^v/, '').split('.').map(Number)
  const [ourMajor, ourMinor] = versions.pulumi.split('.').map(Number)
  return major === ourMajor && minor !== undefined && ourMinor !== undefined && minor >= ourMinor
}

async function fromPath({ env, signal }: Toolbox): Promise<Pulumi | undefined> {
  try {
    const { code, stdout } = await run({ command: 'pulumi', args: ['version'], env, signal })
    const host = await run({ command: 'sh', args: ['-c', 'command -v pulumi pulumi-language-nodejs'], env, signal })
    const [cli] = host.stdout.split('\n')
    if (code !== 0 || host.code !== 0 || cli === undefined || !fits(stdout.trim())) return undefined
    return { cli, path: [path.dirname(cli)], source: `PATH (${stdout.trim()})` }
  } catch {
    signal.throwIfAborted()
    return undefined
  }
}

async function release(tools: Toolbox, step: Step, folder: string): Promise<void> {
  const { os, arch } = platform()
  const name = `pulumi-v${versions.pulumi}-${os}-${arch === 'amd64' ? 'x64' : 'arm64'}.tar.gz`
  const archive = path.join(tools.cacheDir, 'downloads', name)
  step.phase('downloading the release')
  const digest = await publishedDigest(
    `${publishers.github}/pulumi/pulumi/releases/download/v${versions.pulumi}/pulumi-${versions.pulumi}-checksums.txt`,
    name,
    'sha256',
    tools.signal,
  )
  const url = `${publishers.pulumi}/releases/sdk/${name}`
  await download({ url, file: archive, digest, signal: tools.signal, onProgress: showBytes(step) })
  await unpack(archive, folder, tools.signal)
  await rm(archive)
}

async function compileCli(tools: Toolbox, step: Step, folder: string): Promise<void> {
  step.phase('compiling the CLI (about four minutes, once)')
  const version = 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version'
  await goBuild(
    {
      module: 'pulumi',
      package: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
      output: path.join(folder, 'pulumi'),
      linkerFlags: `-X ${version}=v${versions.pulumi}`,
    },
    { ...tools, onOutput: showModules(step) },
  )
}

async function compileLanguageHost(tools: Toolbox, step: Step, folder: string): Promise<void> {
  await goBuild(
    {
      module: 'pulumi-language-nodejs',
      package: 'github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs',
      output: path.join(folder, 'pulumi-language-nodejs'),
    },
    { ...tools, onOutput: showModules(step) },
  )
}

/** `go` says which module it fetches; on a terminal that shows it is alive. */
export function showModules(step: Step): (text: string) => void {
  let modules = 0
  return (text) => {
    modules += text.split('go: downloading ').length - 1
    if (modules > 0) step.detail(`${modules} modules fetched`)
  }
}
