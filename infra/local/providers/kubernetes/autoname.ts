import { createHash } from 'node:crypto'
import { annotations } from './annotations.ts'
import { isValues, reveal, UNKNOWN, type Value, type Values } from '../plugin/value.ts'

/** A name has room for 253 characters (RFC 1123 subdomain) and keeps eight of them, and a dash, for the digits. */
const LONGEST_PREFIX = 253 - 9

/** Everything that names a resource that is not new keeps, and a new one draws. */
export interface Naming {
  readonly urn: string
  readonly olds: Values
  readonly randomSeed: Uint8Array
}

/**
 * An object without a name gets `<name in the program>-<8 hexadecimal digits>`, as with the official provider, and is marked
 * as named so. It keeps the name for as long as it isn't replaced.
 */
export function withName(inputs: Values, { urn, olds, randomSeed }: Naming): Values {
  const metadata = valuesOf(inputs['metadata'])
  if (metadata['name'] !== undefined || metadata['generateName'] !== undefined) return inputs
  const before = isAutonamed(olds) ? nameOf(olds) : undefined
  return {
    ...inputs,
    metadata: {
      ...metadata,
      name: before ?? drawnName(urn, randomSeed),
      annotations: { ...valuesOf(metadata['annotations']), [annotations.autonamed]: 'true' },
    },
  }
}

/** `<name in the program>-<8 hexadecimal digits>`. */
export function drawnName(urn: string, randomSeed: Uint8Array): string {
  const prefix = (urn.split('::').at(-1) ?? '').slice(0, LONGEST_PREFIX)
  const digits = createHash('sha256').update(urn).update(randomSeed).digest('hex').slice(0, 8)
  return `${prefix}-${digits}`
}

export function isAutonamed(inputs: Values): boolean {
  return valuesOf(valuesOf(inputs['metadata'])['annotations'])[annotations.autonamed] === 'true'
}

/** Undefined where the object has none, or one that isn't known yet. */
export function nameOf(inputs: Values): string | undefined {
  return knownText(valuesOf(inputs['metadata'])['name'])
}

export function namespaceOf(inputs: Values): string | undefined {
  return knownText(valuesOf(inputs['metadata'])['namespace'])
}

function knownText(value: Value | undefined): string | undefined {
  const text = value === undefined || value === UNKNOWN ? undefined : reveal(value)
  return typeof text === 'string' && text !== '' ? text : undefined
}

export function valuesOf(value: Value | undefined): Values {
  return isValues(value) ? value : {}
}
