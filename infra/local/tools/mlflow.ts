import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { mustRun, run } from '../command.ts'
import type { Step } from '../progress.ts'
import { cached } from './cache.ts'
import type { Toolbox } from './toolbox.ts'
import { versions } from './pins.ts'

const requirements = fileURLToPath(new URL('mlflow-requirements.txt', import.meta.url))
const uvRequirements = fileURLToPath(new URL('uv-requirements.txt', import.meta.url))

/** The name under which the cache keeps the environment: another requirements file is another environment. */
export function mlflowItem(python: string): string {
  const digest = createHash('sha256').update(readFileSync(requirements)).update(python).digest('hex').slice(0, 12)
  return `mlflow-${versions.mlflow}-${digest}`
}

/**
 * Gets a Python environment with MLflow, its PostgreSQL driver and its S3 client, all pinned with hashes.
 *
 * @param python the interpreter to build it on.
 * @returns the environment's interpreter.
 */
export async function getMlflow(tools: Toolbox, python: string, step: Step): Promise<string> {
  const folder = await cached({ ...tools, name: mlflowItem(python), step, make: (at) => make(tools, python, step, at) })
  return path.join(folder, 'bin', 'python')
}

async function make(tools: Toolbox, python: string, step: Step, folder: string): Promise<void> {
  const { env, signal } = tools
  const remedy = 'Check that pip reaches its package index (pip config list), then run the command again.'
  const bootstrap = `${folder}-uv`
  try {
    const uv = (await installedUv(tools)) ?? (await bootstrapUv(tools, python, bootstrap, step))
    step.phase('installing Python packages')
    await mustRun(
      {
        command: uv,
        args: ['venv', '--quiet', '--relocatable', '--allow-existing', '--python', python, folder],
        env,
        signal,
      },
      { tried: `making a Python environment with ${python}`, remedy },
    )
    await mustRun(
      {
        command: uv,
        args: [
          'pip',
          'install',
          '--require-hashes',
          '--compile-bytecode',
          '--python',
          path.join(folder, 'bin', 'python'),
          '-r',
          requirements,
        ],
        env,
        signal,
      },
      { tried: `installing MLflow ${versions.mlflow}`, remedy },
    )
  } finally {
    await rm(bootstrap, { recursive: true, force: true })
  }
}

async function installedUv({ env, signal }: Toolbox): Promise<string | undefined> {
  try {
    return (await run({ command: 'uv', args: ['--version'], env, signal })).code === 0 ? 'uv' : undefined
  } catch {
    return undefined
  }
}

async function bootstrapUv({ env, signal }: Toolbox, python: string, folder: string, step: Step): Promise<string> {
  step.phase('installing uv')
  await mustRun(
    { command: python, args: ['-m', 'venv', folder], env, signal },
    {
      tried: 'making a Python environment for uv',
      remedy: 'Install the venv module (Debian: apt-get install python3-venv).',
    },
  )
  await mustRun(
    {
      command: path.join(folder, 'bin', 'python'),
      args: ['-m', 'pip', 'install', '--quiet', '--require-hashes', '-r', uvRequirements],
      env,
      signal,
    },
    { tried: 'installing uv with pip', remedy: 'Check that pip reaches its package index (pip config list).' },
  )
  return path.join(folder, 'bin', 'uv')
}
