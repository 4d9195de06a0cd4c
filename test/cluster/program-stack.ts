import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { LocalWorkspace, type ConfigMap } from '@pulumi/pulumi/automation/index.js'
import { inject } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { engineHome, stepsOf, type Steps } from '../stack/providers/engine.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')

/** A stack of the whole program, as the CLI runs it: language host, stack file, encrypted secrets. */
export interface ProgramStack {
  /** Settings of the `gatehouse` namespace that take the place of the earlier ones. */
  readonly configure: (settings: Readonly<Record<string, unknown>>) => Promise<void>
  readonly preview: () => Promise<Steps>
  readonly up: () => Promise<Steps>
  readonly refresh: () => Promise<Steps>
  /** @throws with the engine's words where something is protected. */
  readonly destroy: () => Promise<void>
  /** The state as it lies on the disk. */
  readonly stored: () => Promise<string>
  /** Takes everything down, protected or not. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** Resources by type and name: `kubernetes:core/v1:Secret mlflow-collector`. */
const nameOf = (urn: string) => `${urn.split('::')[2]?.split('$').at(-1)} ${urn.split('::').at(-1)}`

export async function programStack(
  settings: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, string>>,
): Promise<ProgramStack> {
  const workspace = await engineHome(inject('cluster').pulumi)
  const folder = path.join(workspace.pulumiHome, 'project')
  await mkdir(folder)
  // The engine looks for the SDK from the project's folder, and for the program at its own.
  await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  const project = z.looseObject({}).parse(parse(await readFile(path.join(root, 'Pulumi.yaml'), 'utf8')))
  await writeFile(path.join(folder, 'Pulumi.yaml'), stringify({ ...project, main: path.join(root, 'infra/index.ts') }))
  const stackFile = path.join(folder, 'Pulumi.test.yaml')
  const configure = async (more: Readonly<Record<string, unknown>>): Promise<void> => {
    const text = await readFile(stackFile, 'utf8').catch(() => '{}')
    const { config = {}, ...others } = z
      .looseObject({ config: z.record(z.string(), z.unknown()).optional() })
      .parse(parse(text))
    const added = Object.fromEntries(Object.entries(more).map(([name, value]) => [`gatehouse:${name}`, value]))
    await writeFile(stackFile, stringify({ ...others, config: { ...config, ...added } }))
  }
  await configure(settings)
  const stack = await LocalWorkspace.createOrSelectStack({ stackName: 'test', workDir: folder }, workspace)
  const values: ConfigMap = Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [`gatehouse:${name}`, { value, secret: true }]),
  )
  await stack.setAllConfig({ ...values, 'pulumi:disable-default-providers[0]': { value: '*' } }, true)

  return {
    configure,
    preview: async () => await stepsOf(async (onEvent) => await stack.preview({ onEvent }), nameOf),
    up: async () => await stepsOf(async (onEvent) => await stack.up({ onEvent }), nameOf),
    refresh: async () => await stepsOf(async (onEvent) => await stack.refresh({ onEvent }), nameOf),
    destroy: async () => void (await stack.destroy()),
    stored: async () =>
      await readFile(path.join(workspace.pulumiHome, 'state/.pulumi/stacks/gatehouse/test.json'), 'utf8'),
    [Symbol.asyncDispose]: async () => {
      const state = await stack.exportStack()
      const unprotected = z
        .object({ resources: z.array(z.looseObject({ protect: z.boolean().optional() })).default([]) })
        .loose()
        .parse(state.deployment)
      const resources = unprotected.resources.map((resource) => ({ ...resource, protect: false }))
      await stack.importStack({ ...state, deployment: { ...unprotected, resources } })
      await stack.destroy()
      await rm(workspace.pulumiHome, { recursive: true, force: true })
    },
  }
}
