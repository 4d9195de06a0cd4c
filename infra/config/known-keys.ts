import { z } from 'zod'
import { stackSettings } from './schema.ts'
import { secretSettings } from './secrets.ts'

/** The part of JSON Schema (2020-12) that zod prints for the settings. */
export interface SettingNode {
  readonly description?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, SettingNode>>
  readonly items?: SettingNode
  readonly oneOf?: readonly SettingNode[]
}

const node: z.ZodType<SettingNode> = z.looseObject({})

/** The settings as JSON Schema: what a stack file may hold. */
export const settingTree: SettingNode = node.parse(z.toJSONSchema(stackSettings, { io: 'input' }))

/** Names that are allowed at a place of the configuration, for example at `keycloak.realm`. */
export function knownKeys(path: readonly PropertyKey[]): string[] {
  const at = path.reduce<readonly SettingNode[]>(
    (nodes, step) => nodes.flatMap(variants).flatMap((each) => each.items ?? each.properties?.[String(step)] ?? []),
    [settingTree],
  )
  const names = at.flatMap(variants).flatMap((each) => Object.keys(each.properties ?? {}))
  return [...new Set(path.length === 0 ? [...names, ...Object.keys(secretSettings)] : names)]
}

/** A setting with modes is one of several objects. */
export const variants = (of: SettingNode): readonly SettingNode[] => of.oneOf ?? [of]
