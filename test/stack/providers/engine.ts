import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import {
  LocalWorkspace,
  PulumiCommand,
  type EngineEvent,
  type PulumiFn,
  type Stack,
} from '@pulumi/pulumi/automation/index.js'
import { inject } from 'vitest'
import { installStandIns } from '../../../infra/local/providers/install.ts'

/** What a run did to each resource, by its name in the program: `create`, `update`, `replace`, `delete`, `same`… */
export type Steps = Readonly<Record<string, string>>

export interface Engine {
  readonly preview: (program: PulumiFn, options?: { readonly refresh?: boolean }) => Promise<Steps>
  readonly up: (program: PulumiFn) => Promise<Steps>
  readonly refresh: () => Promise<Steps>
  readonly destroy: () => Promise<void>
  /** The state with its secrets marked, and in clear. */
  readonly state: () => Promise<string>
  /** The state as it lies on the disk. */
  readonly stored: () => Promise<string>
  /** Forgets everything, also where a test stopped half-way. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** A name that no other run and no other test uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`
}

/** Where the CLI and its language host are. */
export interface EnginePlace {
  readonly cli: string
  readonly path: readonly string[]
}

/** The real Pulumi engine with the stand-ins as its plugins, and a state of its own. */
export async function startEngine(pulumi: EnginePlace = inject('stack').pulumi): Promise<Engine> {
  const workspace = await engineHome(pulumi)
  const { pulumiHome: home } = workspace
  const stackOf = async (program: PulumiFn): Promise<Stack> =>
    await LocalWorkspace.createOrSelectStack({ stackName: 'test', projectName: 'stand-ins', program }, workspace)
  const none = async (): Promise<void> => {}

  return {
    preview: async (program, options = {}) =>
      await stepsOf(async (onEvent) => await (await stackOf(program)).preview({ ...options, onEvent })),
    up: async (program) => await stepsOf(async (onEvent) => await (await stackOf(program)).up({ onEvent })),
    refresh: async () => await stepsOf(async (onEvent) => await (await stackOf(none)).refresh({ onEvent })),
    destroy: async () => void (await (await stackOf(none)).destroy()),
    state: async () => JSON.stringify(await (await stackOf(none)).exportStack()),
    stored: async () => await readFile(join(home, 'state/.pulumi/stacks/stand-ins/test.json'), 'utf8'),
    [Symbol.asyncDispose]: async () => {
      await (await stackOf(none)).destroy()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** A home with the stand-ins and a state of its own, as the options of a LocalWorkspace. */
export async function engineHome(pulumi: EnginePlace) {
  const home = await mkdtemp(join(tmpdir(), 'stand-ins-'))
  await mkdir(join(home, 'state'))
  await installStandIns({ pluginsDir: join(home, 'plugins'), node: process.execPath })
  // The Automation API looks for the CLI on the PATH of this process, and the language host for the Node that runs us.
  const programs = [dirname(process.execPath), dirname(pulumi.cli), ...pulumi.path]
  process.env['PATH'] = [...programs, process.env['PATH']].join(delimiter)
  return {
    pulumiCommand: await PulumiCommand.get(),
    pulumiHome: home,
    envVars: {
      PULUMI_BACKEND_URL: `file://${join(home, 'state')}`,
      PULUMI_CONFIG_PASSPHRASE: 'of a test',
      PULUMI_SKIP_UPDATE_CHECK: '1',
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
    },
  }
}

/** The deed that tells most of a resource: a replacement is also a creation and a deletion. */
const WEIGHT = ['same', 'read', 'refresh', 'delete', 'create', 'update', 'replace']

/** @param nameOf what a resource is called in the steps; two of one name would be one. */
export async function stepsOf(
  run: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
  nameOf: (urn: string) => string = (urn) => urn.split('::').at(-1) ?? '',
): Promise<Steps> {
  const steps: Record<string, string> = {}
  await run(({ resOutputsEvent, resourcePreEvent }) => {
    const { op, urn } = resOutputsEvent?.metadata ?? resourcePreEvent?.metadata ?? { op: 'same', urn: '' }
    const name = nameOf(urn)
    const before = steps[name] ?? 'same'
    steps[name] = WEIGHT.indexOf(op) > WEIGHT.indexOf(before) ? op : before
  })
  return steps
}
