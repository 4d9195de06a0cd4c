import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import { run } from '../command.ts'
import { Problem } from '../problem.ts'
import type { Step } from '../progress.ts'
import { cached } from './cache.ts'
import { crdModules, type CrdModule } from './crd-modules.ts'
import type { Toolbox } from './toolbox.ts'

const definition = z.looseObject({
  apiVersion: z.literal('apiextensions.k8s.io/v1'),
  kind: z.literal('CustomResourceDefinition'),
  metadata: z.looseObject({ name: z.string() }),
})

/** A custom resource definition as its project publishes it. */
export type Crd = z.infer<typeof definition>

const file = 'definitions.json'

/** Gets the custom resource definitions of every kind that the program may declare. */
export async function getCrds(
  tools: Toolbox,
  step: Step,
  modules: readonly CrdModule[] = crdModules,
): Promise<readonly Crd[]> {
  const pins = createHash('sha256').update(JSON.stringify(modules)).digest('hex').slice(0, 12)
  const folder = await cached({
    ...tools,
    name: `crds-${pins}`,
    step,
    make: async (at) => {
      const definitions: Crd[] = []
      for (const module of modules) {
        step.phase(`fetching the definitions of ${module.module}`)
        definitions.push(...(await definitionsOf(module, tools)))
      }
      await writeFile(path.join(at, file), JSON.stringify(definitions))
    },
  })
  return z.array(definition).parse(JSON.parse(await readFile(path.join(folder, file), 'utf8')))
}

const downloaded = z.object({ Dir: z.string().optional(), Sum: z.string().optional(), Error: z.string().optional() })

/** The module as Go's own cache keeps it, once its content is proven to be the pinned one. */
async function download({ module, version, sum }: CrdModule, { env, signal }: Toolbox): Promise<string> {
  // Outside of any module, so that no go.mod of ours takes part.
  const outside = await mkdtemp(path.join(tmpdir(), 'gatehouse-crds-'))
  try {
    const { stdout, stderr } = await run({
      command: 'go',
      args: ['mod', 'download', '-json', `${module}@${version}`],
      cwd: outside,
      env: { ...env, GOWORK: 'off' },
      signal,
    })
    const found = readable(stdout)
    if (found?.Dir !== undefined && found.Sum === sum) return found.Dir
    throw new Problem({
      tried: `fetching ${module}@${version} for its custom resource definitions`,
      outcome:
        found?.Dir === undefined
          ? (found?.Error ?? stderr.trim())
          : `its content has the sum ${found.Sum}, and ${sum} is the one that was pinned`,
      remedy:
        found?.Dir === undefined
          ? 'Check that the Go module proxy can be reached (go env GOPROXY), then run again.'
          : 'Somebody changed what was published. Find out what before you change the pin in infra/local/tools/crd-modules.ts.',
    })
  } finally {
    await rm(outside, { recursive: true, force: true })
  }
}

function readable(stdout: string): z.infer<typeof downloaded> | undefined {
  try {
    return downloaded.parse(JSON.parse(stdout))
  } catch {
    return undefined
  }
}

async function definitionsOf(module: CrdModule, tools: Toolbox): Promise<Crd[]> {
  const folder = await download(module, tools)
  const texts = await Promise.all(module.files.map((name) => readFile(path.join(folder, name), 'utf8')))
  const found = texts
    .flatMap((text) => parseAllDocuments(text).map((document): unknown => document.toJS()))
    .flatMap((object) => definition.safeParse(object).data ?? [])
    .filter(({ metadata }) => module.names.includes(metadata.name))
  const missing = module.names.filter((name) => !found.some(({ metadata }) => metadata.name === name))
  if (missing.length === 0) return found
  throw new Problem({
    tried: `reading the custom resource definitions of ${module.module}@${module.version}`,
    outcome: `${module.files.join(', ')} have no ${missing.join(', ')}`,
    remedy: 'Look where that version keeps them, and say so in infra/local/tools/crd-modules.ts.',
  })
}
