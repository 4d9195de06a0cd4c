import { isDeepStrictEqual } from 'node:util'
import { containsUnknown, isList, isValues, revealAll, type Value, type Values } from '../plugin/value.ts'
import type { Properties, Property } from './property.ts'

export interface Change {
  /** The property, with dots for what lies inside it: `securityDefenses.headers.xFrameOptions`. */
  readonly path: string
  readonly kind: 'add' | 'delete' | 'update'
  readonly replaces: boolean
}

/** What has to change for the state `olds` to become what the checked inputs `news` ask for. */
export function difference(properties: Properties, olds: Values, news: Values): Change[] {
  return objectChanges(properties, revealAll(olds), revealAll(news), '', false)
}

function objectChanges(
  properties: Properties,
  olds: Values,
  news: Values,
  parent: string,
  replaces: boolean,
): Change[] {
  return Object.entries(properties).flatMap(([name, property]) =>
    changes(property, olds[name], news[name], parent === '' ? name : `${parent}.${name}`, replaces),
  )
}

function changes(
  property: Property,
  from: Value | undefined,
  to: Value | undefined,
  path: string,
  within: boolean,
): Change[] {
  if (property.createOnly === true || (property.computed === true && isAbsent(to))) return []
  const replaces = within || property.replaces === true
  if (property.type === 'object' && isValues(from) && isValues(to)) {
    return objectChanges(property.properties, from, to, path, replaces)
  }
  if (same(property, from, to)) return []
  const kind = isAbsent(from) ? 'add' : isAbsent(to) ? 'delete' : 'update'
  return [{ path, kind, replaces }]
}

function isAbsent(value: Value | undefined): boolean {
  return value === undefined || value === null
}

/** Whether both mean the same to the server: order of a set, spelling of a duration and "" for nothing don't matter. */
export function same(property: Property, left: Value | undefined, right: Value | undefined): boolean {
  return (
    !containsUnknown([left ?? null, right ?? null]) &&
    isDeepStrictEqual(canonical(property, left), canonical(property, right))
  )
}

function canonical(property: Property, value: Value | undefined): unknown {
  switch (property.type) {
    case 'string':
      return typeof value !== 'string' || value === '' ? '' : (property.canonical?.(value) ?? value)
    case 'integer':
      return value ?? 0
    case 'boolean':
      return value ?? false
    case 'map':
      return value ?? {}
    case 'set':
      return isList(value) ? [...new Set(value.map(String))].toSorted((a, b) => (a < b ? -1 : 1)) : []
    case 'list':
      return isList(value)
        ? value.map((item: Value) => canonical({ type: 'object', properties: property.items }, item))
        : []
    case 'object': {
      const values = isValues(value) ? value : {}
      return Object.fromEntries(
        Object.entries(property.properties).map(([name, inner]) => [name, canonical(inner, values[name])]),
      )
    }
  }
}
