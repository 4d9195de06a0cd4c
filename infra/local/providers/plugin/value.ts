import struct from 'google-protobuf/google/protobuf/struct_pb.js'
import type { Plain, PlainObject } from '../definition/property.ts'

/** A value that is known only once something else was created. */
export const UNKNOWN: unique symbol = Symbol('unknown')

export class Secret {
  readonly value: Value
  constructor(value: Value) {
    this.value = value
  }
}

/** A property value as the engine sends it. */
export type Value = null | boolean | number | string | typeof UNKNOWN | Secret | readonly Value[] | Values

export interface Values {
  readonly [key: string]: Value
}

/** A value with its secrets in clear. */
export type Clear = null | boolean | number | string | typeof UNKNOWN | readonly Clear[] | ClearValues

export interface ClearValues {
  readonly [key: string]: Clear
}

type Wire = null | boolean | number | string | Wire[] | { [key: string]: Wire }

/** Marks of the Pulumi wire format (pulumi/sdk: go/common/resource/properties.go). */
const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SECRET = '1b47061264138c4ac30d75fd1eb44270'
const UNKNOWN_STRING = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'
/** Stands for an unknown value of each type: bool, number, string, array, asset, archive, object. */
const ON_THE_WIRE: ReadonlySet<unknown> = new Set([
  '1c4a061d-8072-4f0a-a4cb-0ff528b18fe7',
  '3eeb2bf0-c639-47a8-9e75-3b44932eb421',
  UNKNOWN_STRING,
  '6a19a0b0-7e62-4c92-b797-7f8e31da9cc2',
  '030794c1-ac77-496b-92df-f27374a8bd58',
  'e48ece36-62e2-4504-bad9-02848725956a',
  'dd056dcd-154b-4c76-9bd3-c8f88648b5ff',
])

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value)
}

export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Secret)
}

export function fromStruct(message: struct.Struct | undefined): Values {
  return message === undefined ? {} : fromObject(message.toJavaScript())
}

/** Keys that begin with two underscores are an official provider's private notes in the state. */
function fromObject(object: Readonly<Record<string, unknown>>): Values {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([key, value]) => !key.startsWith('__') && value !== null)
      .map(([key, value]) => [key, fromWire(value)]),
  )
}

function fromWire(value: unknown): Value {
  if (ON_THE_WIRE.has(value)) return UNKNOWN
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (Array.isArray(value)) return value.map(fromWire)
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} can't be a property value`)
  const object: Readonly<Record<string, unknown>> = { ...value }
  const signature = object[SIGNATURE]
  if (signature === SECRET) return new Secret(fromWire(object['value']))
  if (signature !== undefined) throw new TypeError('assets and resource references are not supported by the stand-ins')
  return fromObject(object)
}

export function toStruct(values: Values): struct.Struct {
  return struct.Struct.fromJavaScript(toWireObject(values))
}

function toWireObject(values: Values): { [key: string]: Wire } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, toWire(value)]))
}

function toWire(value: Value): Wire {
  if (value === UNKNOWN) return UNKNOWN_STRING
  if (value instanceof Secret) return { [SIGNATURE]: SECRET, value: toWire(value.value) }
  if (isList(value)) return value.map(toWire)
  return isValues(value) ? toWireObject(value) : value
}

export function reveal(value: Value): Clear {
  if (value instanceof Secret) return reveal(value.value)
  if (isList(value)) return value.map(reveal)
  return isValues(value) ? revealAll(value) : value
}

export function revealAll(values: Values): ClearValues {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, reveal(value)]))
}

export function containsUnknown(value: Value): boolean {
  return contains(value, (inner) => inner === UNKNOWN)
}

export function containsSecret(value: Value): boolean {
  return contains(value, (inner) => inner instanceof Secret)
}

function contains(value: Value, wanted: (value: Value) => boolean): boolean {
  if (wanted(value)) return true
  if (value instanceof Secret) return contains(value.value, wanted)
  if (isList(value)) return value.some((item) => contains(item, wanted))
  return isValues(value) && Object.values(value).some((item) => contains(item, wanted))
}

/** What may go to a server: known, and in clear. Throws where something is unknown. */
export function plainObject(values: Values): { readonly [key: string]: Plain } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, plain(value)]))
}

function plain(value: Value): Plain {
  if (value === UNKNOWN) throw new TypeError('a value is not known yet')
  if (value instanceof Secret) return plain(value.value)
  if (isList(value)) return value.map(plain)
  return isValues(value) ? plainObject(value) : value
}

/** A server's answer as property values: what is undefined or null is left out. */
export function fromPlainObject(object: PlainObject): Values {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) =>
      value === undefined || value === null ? [] : [[key, fromPlain(value)]],
    ),
  )
}

export function fromPlain(value: Plain): Value {
  if (isPlainList(value)) return value.map(fromPlain)
  return typeof value === 'object' && value !== null ? fromPlainObject(value) : value
}

function isPlainList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value)
}
