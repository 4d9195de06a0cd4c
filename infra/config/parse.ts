import { type z } from 'zod'
import { member } from '../plan/member.ts'
import { knownKeys } from './known-keys.ts'
import { type Problem, rules } from './rules.ts'
import { settings, stackSettings, type StackSettings } from './schema.ts'
import { type SecretName, secretSettings } from './secrets.ts'

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
  const plain = Object.fromEntries(
    Object.entries(values)
      .filter(([key, text]) => !isSecret(key) && !isUnset(text))
      .map(([key, text]) => [key, decode(text)]),
  )
  const parsed = stackSettings.safeParse(plain)
  const problems = [
    ...credentialProblems({ values, secretKeys }, plain),
    ...encryptedSettings(values, secretKeys),
    ...(parsed.error?.issues.flatMap((issue) => fromIssue(issue, values, secretKeys)) ?? []),
    ...rules.flatMap((rule) => rule(plain)),
  ]
  return parsed.success && problems.length === 0 ? { ok: true, settings: parsed.data } : { ok: false, problems }
}

/** The empty defaults of Pulumi.yaml: the CLI hands them over for what a stack file leaves out. */
const isUnset = (text: string) => text === '' || text === '{}'

/** Structured settings reach a program as JSON, texts as they are (Pulumi's configuration is a map of strings). */
function decode(text: string): unknown {
  if (!/^[[{]/.test(text.trimStart())) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function credentialProblems(
  { values, secretKeys }: RawConfiguration,
  plain: Readonly<Record<string, unknown>>,
): Problem[] {
  return Object.entries(secretSettings).flatMap(([key, { needed, optional }]): Problem[] => {
    const set = `set it with: pulumi config set --secret gatehouse:${key}`
    if ((values[key] ?? '') === '') return needed(plain) ? [{ key, remedy: set }] : []
    if (!secretKeys.has(key))
      return [{ key, remedy: `it stands in the stack file in clear text; change it and ${set}` }]
    return needed(plain) || optional?.(plain) === true
      ? []
      : [{ key, remedy: `nothing in this stack uses it: pulumi config rm gatehouse:${key}` }]
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
  const value = valueAt(values, issue.path)
  if (value === undefined || value === '') return [{ key, remedy: `is missing: ${remedyOf(issue)}` }]
  return [
    {
      key,
      ...(secretKeys.has(String(issue.path[0])) ? {} : { value: JSON.stringify(value) }),
      remedy: remedyOf(issue),
    },
  ]
}

function remedyOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `choose one of: ${issue.values.map(String).join(', ')}`
    case 'invalid_type':
      return issue.message.startsWith('Invalid input: expected')
        ? `give a value of type ${issue.expected}`
        : issue.message
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'must not be empty'
        : `give at least ${issue.minimum}`
    default:
      return issue.message
  }
}

/** The text as it stands in the stack file, followed to the place of the problem; undefined where nothing stands. */
function valueAt(values: RawConfiguration['values'], [top, ...rest]: readonly PropertyKey[]): unknown {
  const text = values[String(top)]
  return text === undefined ? undefined : rest.reduce<unknown>((at, step) => member(at, step), decode(text))
}
