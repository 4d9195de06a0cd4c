/**
 * One spelling of an access policy: MinIO writes a policy its own way, with members sorted and single values as lists, so
 * what means the same has to compare the same. Throws where the text is not a JSON object.
 */
export function canonicalPolicy(text: string): string {
  return JSON.stringify(canonical(parsed(text), ''))
}

function parsed(text: string): object {
  try {
    const document: unknown = JSON.parse(text)
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document
  } catch {
    // Told below, without the parser's quotation of the text.
  }
  throw new TypeError('must be an access policy as a JSON object')
}

/** Members where one value may stand for a list of one (AWS IAM policy grammar). */
const LISTS: ReadonlySet<string> = new Set(['Action', 'NotAction', 'Resource', 'NotResource', 'AWS', 'Statement'])

function canonical(value: unknown, member: string): unknown {
  if (Array.isArray(value)) return value.map((item) => canonical(item, '')).toSorted(byText)
  if (LISTS.has(member)) return [canonical(value, '')]
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
    key,
    member === 'Principal' && item === '*' ? ['*'] : canonical(item, key),
  ])
  // An empty Sid is how MinIO writes none.
  return Object.fromEntries(
    entries.filter(([key, item]) => !(key === 'Sid' && item === '')).toSorted(([a], [b]) => byText(a, b)),
  )
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
