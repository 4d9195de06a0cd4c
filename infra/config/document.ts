import { settings } from './schema.ts'
import { secretSettings } from './secrets.ts'
import { type SettingNode, settingTree, variants } from './known-keys.ts'

/** The `config:` block of Pulumi.yaml, which the Pulumi CLI reads. */
export interface ProjectSetting {
  readonly type: 'string' | 'object' | 'array'
  readonly description: string
  readonly default?: unknown
  readonly items?: { readonly type: 'object' }
}

/** What is empty when nobody set it. The CLI would stop at the first missing setting; the program tells them all. */
const nothing = { string: '', object: {}, array: [] } as const

export function projectSettings(): Record<string, ProjectSetting> {
  const plain = Object.keys(settings).map((key): [string, ProjectSetting] => {
    const node = settingTree.properties?.[key] ?? {}
    const type = node.type === 'array' ? 'array' : node.type === 'string' ? 'string' : 'object'
    const items = type === 'array' ? { items: { type: 'object' as const } } : {}
    return [key, { type, description: node.description ?? '', default: node.default ?? nothing[type], ...items }]
  })
  const secret = Object.entries(secretSettings).map(([key, { description }]): [string, ProjectSetting] => [
    key,
    { type: 'string', description: `${description} Set it with --secret.`, default: nothing.string },
  ])
  return Object.fromEntries([...plain, ...secret])
}

const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``

function typeOf(node: SettingNode): string {
  if (node.const !== undefined) return code(JSON.stringify(node.const))
  if (node.enum !== undefined) return node.enum.map((value) => code(String(value))).join(', ')
  if (node.items !== undefined)
    return `list of ${node.items.properties === undefined ? (node.items.type ?? '') : 'objects'}`
  return node.oneOf === undefined ? (node.type ?? 'object') : 'object, by `mode`'
}

function rows(path: string, node: SettingNode, required: boolean): string[] {
  const fallback = node.default === undefined ? (required ? '**required**' : '–') : code(JSON.stringify(node.default))
  const own = `| ${code(path)} | ${typeOf(node)} | ${fallback} | ${(node.description ?? '').replaceAll('|', '\\|')} |`
  const inner = node.items?.properties === undefined ? variants(node) : [node.items]
  const prefix = node.items?.properties === undefined ? path : `${path}[]`
  const members = inner.flatMap(({ properties = {}, required: needed = [] }) =>
    Object.entries(properties).flatMap(([name, member]) => rows(`${prefix}.${name}`, member, needed.includes(name))),
  )
  return [own, ...members]
}

/** The reference of the stack settings, as Markdown. */
export function document(): string {
  const needed = settingTree.required ?? []
  const plain = Object.entries(settingTree.properties ?? {}).flatMap(([key, node]) =>
    rows(key, node, needed.includes(key)),
  )
  const secret = Object.entries(secretSettings).map(
    ([key, { description }]) => `| ${code(key)} | **secret** | by mode | ${description} |`,
  )
  return `# Settings of a stack

Printed from \`infra/config/schema.ts\`. They stand in \`Pulumi.<stack>.yaml\` in the namespace \`gatehouse:\`. Secrets are set
with \`pulumi config set --secret <key>\`, never by hand in the file.

| setting | type | default | meaning |
| --- | --- | --- | --- |
${[...plain, ...secret].join('\n')}
`
}
