import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { Problem, reasonOf } from '../problem.ts'
import { adminClientId, keycloakUrl } from '../servers/keycloak.ts'
import { superuser } from '../servers/postgresql.ts'
import { loopback, type Context } from '../servers/context.ts'

/** A stack's config file (Pulumi.<stack>.yaml) as far as it concerns us. */
const stackFile = z.looseObject({ config: z.record(z.string(), z.unknown()).optional() })
type StackFile = z.infer<typeof stackFile>

/** The stack's config file: the committed one and what a start decides. The CLI is pointed at it by --config-file. */
export function configFileOf({ layout }: Pick<Context, 'layout'>): string {
  return path.join(layout.pulumiProject, 'Pulumi.local.yaml')
}

/**
 * Writes the config of this start: the committed Pulumi.local.yaml, the addresses, and what an earlier start has
 * encrypted (Pulumi.yaml is copied beside it, so that `pulumi stack init` has a project to put the salt into).
 *
 * @throws {Problem} when the committed file is no YAML.
 */
export async function writeStackConfig(context: Context): Promise<void> {
  const committedFile = path.join(context.root, 'Pulumi.local.yaml')
  let committed: StackFile
  try {
    committed = stackFile.parse(parse(await readFile(committedFile, 'utf8')))
  } catch (error) {
    throw new Problem({
      tried: `reading ${committedFile}`,
      outcome: reasonOf(error),
      remedy: 'Mend the file; git diff Pulumi.local.yaml shows what changed.',
      cause: error,
    })
  }
  await mkdir(context.layout.pulumiProject, { recursive: true })
  const project = await readFile(path.join(context.root, 'Pulumi.yaml'), 'utf8')
  await writeFile(path.join(context.layout.pulumiProject, 'Pulumi.yaml'), project)

  const file = configFileOf(context)
  const before = existsSync(file) ? stackFile.parse(parse(await readFile(file, 'utf8'))) : {}
  const after = { ...before, ...committed, config: mergeConfig(committed.config, before.config, addresses(context)) }
  if (isDeepStrictEqual(before, after)) return
  const draft = `${file}.draft`
  await writeFile(draft, stringify(after), { mode: 0o600 })
  await rename(draft, file)
}

/** What a start decides over the committed config, by key; objects are completed, not replaced. */
function addresses({ ports, secrets }: Context): Record<string, unknown> {
  return {
    'gatehouse:publicUrl': `http://${loopback}:${ports.gateway}`,
    'gatehouse:keycloak': { url: keycloakUrl({ ports }), adminClientId },
    'gatehouse:databases': { host: loopback, port: ports.postgresql, adminUser: superuser },
    'gatehouse:artifacts': { endpoint: `${loopback}:${ports.minio}`, adminUser: secrets.minioUser },
  }
}

/** The committed config, over it this start's addresses, beside it the values that were encrypted earlier. */
export function mergeConfig(
  committed: Record<string, unknown> = {},
  earlier: Record<string, unknown> = {},
  decided: Record<string, unknown>,
): Record<string, unknown> {
  const encrypted = Object.entries(earlier).filter(([, value]) => isEncrypted(value))
  const merged: Record<string, unknown> = { ...Object.fromEntries(encrypted), ...committed }
  for (const [key, value] of Object.entries(decided)) {
    const under = merged[key]
    merged[key] = isObject(under) && isObject(value) ? { ...under, ...value } : value
  }
  return merged
}

/** A value as the CLI writes it when it encrypts one. */
export function isEncrypted(value: unknown): boolean {
  return isObject(value) && typeof value['secure'] === 'string'
}

/** Which of the keys have no encrypted value yet. */
export async function missingSecrets(context: Context, keys: readonly string[]): Promise<string[]> {
  const { config = {} } = stackFile.parse(parse(await readFile(configFileOf(context), 'utf8')))
  return keys.filter((key) => !isEncrypted(config[`gatehouse:${key}`]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
