import { type z } from 'zod'
import { type Problem, rules } from './rules.ts'
import { type SecretName, secretSettings, settings, stackSettings, type StackSettings } from './schema.ts'

export interface RawConfiguration {
  /** Keys of the namespace with their text, as `pulumi.runtime.allConfig()` gives them. */
  readonly values: Readonly<Record<string, string>>
  /** Which of them are stored encrypted. */
  readonly secretKeys: ReadonlySet<string>
}

export type ParsedConfiguration =
  | { readonly ok: true; readonly settings: StackSettings }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const isSecret = (key: string): key is SecretName => Object.hasOwn(secretSettings, key)

/**
 * Reads a stack's settings. Pure: the caller says what stands in the stack file and which keys are encrypted.
 * Every problem is told at once; the values of credentials are neither read nor told.
 */
export function parseConfiguration({ values, secretKeys }: RawConfiguration): ParsedConfiguration {
  const problems = [...credentialProblems(values, secretKeys), ...encryptedSettings(values, secretKeys)]
  const plain = Object.entries(values).filter(([key]) => !isSecret(key))
  const parsed = stackSettings.safeParse(Object.fromEntries(plain.map(([key, text]) => [key, decode(text)])))
  if (!parsed.success) problems.push(...parsed.error.issues.flatMap((issue) => fromIssue(issue, values, secretKeys)))
  else problems.push(...rules.flatMap((rule) => rule(parsed.data)))
  return parsed.success && problems.length === 0 ? { ok: true, settings: parsed.data } : { ok: false, problems }
}

/** Structured settings reach a program as JSON, texts as they are (Pulumi's configuration is a map of strings). */
function decode(text: string): unknown {
  if (!/^[[{]/.test(text.trimStart())) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function credentialProblems(values: RawConfiguration['values'], secretKeys: ReadonlySet<string>): Problem[] {
  return Object.keys(secretSettings).flatMap((key): Problem[] => {
    const set = `set it with: pulumi config set --secret gatehouse:${key}`
    if ((values[key] ?? '') === '') return [{ key, remedy: set }]
    return secretKeys.has(key)
      ? []
      : [{ key, remedy: `it stands in the stack file in clear text; change it and ${set}` }]
  })
}

/** A setting that was encrypted by mistake would turn up in resource names and messages. */
function encryptedSettings(values: RawConfiguration['values'], secretKeys: ReadonlySet<string>): Problem[] {
  return Object.keys(values)
    .filter((key) => Object.hasOwn(settings, key) && secretKeys.has(key))
    .map((key) => ({ key, remedy: 'this setting is no secret: set it again without --secret' }))
}

function fromIssue(
  issue: z.core.$ZodIssue,
  values: RawConfiguration['values'],
  secretKeys: ReadonlySet<string>,
): Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((name) => ({
      key: [...issue.path, name].join('.'),
      remedy: `no such setting here; known are: ${knownKeys(issue.path).join(', ')}`,
    }))
  const key = issue.path.join('.')
  const [top] = issue.path
  const value = secretKeys.has(String(top)) ? undefined : valueAt(values, issue.path)
  return [{ key, ...(value === undefined ? {} : { value: JSON.stringify(value) }), remedy: remedyOf(issue) }]
}

function remedyOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_value') return `choose one of: ${issue.values.map(String).join(', ')}`
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return `is missing; give a ${issue.expected}`
  return issue.message.replace(/^Invalid input: /, '')
}

function valueAt(values: RawConfiguration['values'], path: readonly PropertyKey[]): unknown {
  const [top, ...rest] = path
  return rest.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined),
    decode(values[String(top)] ?? '') === '' ? undefined : decode(values[String(top)] ?? ''),
  )
}

/** Names at the place of an unknown key: top-level settings are listed, nested ones found through the schema's shape. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  if (path.length === 0) return [...Object.keys(settings), ...Object.keys(secretSettings)]
  let at: unknown = stackSettings
  for (const step of path) at = descend(at, step)
  const shape = shapeOf(at)
  return shape === undefined ? [] : Object.keys(shape)
}

interface SchemaNode {
  readonly def: {
    readonly type: string
    readonly shape?: Readonly<Record<string, unknown>>
    readonly innerType?: unknown
    readonly element?: unknown
    readonly options?: readonly unknown[]
  }
}

const unwrap = (schema: unknown): SchemaNode => {
  let node = schema as SchemaNode
  while (node.def.innerType !== undefined) node = node.def.innerType as SchemaNode
  if (node.def.type === 'union' && node.def.options !== undefined) return unwrap(node.def.options[0])
  return node
}
const shapeOf = (schema: unknown) => unwrap(schema).def.shape
const descend = (schema: unknown, step: PropertyKey): unknown =>
  unwrap(schema).def.element ?? shapeOf(schema)?.[String(step)]
