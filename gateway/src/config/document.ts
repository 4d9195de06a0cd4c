import { z } from 'zod'
import { fields } from './schema.ts'

/** `docs/configuration.md`: the table of all settings, from the schema. */
export function document(): string {
  const rows = Object.entries(fields).map(([name, field]) => {
    const meta = field.meta() ?? {}
    const description = `${meta.description ?? ''}${meta['secret'] === true ? ' **Secret.**' : ''}`
    return `| \`${name}\` | ${fallback(field, meta['fallback'])} | ${description} |`
  })
  return [
    '# Settings of the gateway',
    '',
    'Printed from `gateway/src/config/schema.ts`; a test compares them. All settings are environment variables. For each',
    'of them `<NAME>_FILE` may name a file that holds the value instead. All mistakes are told at once at start, and an',
    'unknown name that begins with `GATEWAY_` or `OIDC_` is one of them. An empty value counts as not set.',
    '',
    '| name | default | meaning |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

function fallback(field: z.ZodType, described: unknown): string {
  if (typeof described === 'string') return described
  const absent =
    z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' }).default ?? field.safeParse(undefined).data
  return absent === undefined ? 'required' : `\`${JSON.stringify(absent).replaceAll('"', '')}\``
}
