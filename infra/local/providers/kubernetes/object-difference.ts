import { isDeepStrictEqual } from 'node:util'
import type { Change } from '../definition/difference.ts'
import { type ClearValues, type Clear } from '../plugin/value.ts'

/**
 * The part of a live object that the inputs it came from speak of: what others, or the server's defaults, added to it is
 * none of ours. Lists are compared item by item.
 */
export function pruned(live: Clear | undefined, inputs: Clear | undefined): Clear | undefined {
  if (isList(live) && isList(inputs)) {
    return inputs.slice(0, live.length).map((input, index) => pruned(live[index], input) ?? null)
  }
  if (isMap(live) && isMap(inputs)) {
    return Object.fromEntries(
      Object.entries(inputs).flatMap(([key, input]) => {
        const value = pruned(live[key], input)
        // What is empty is not kept by every server, and means the same as nothing.
        return value === undefined ? (isEmpty(input) ? [[key, input]] : []) : [[key, value]]
      }),
    )
  }
  return live
}

/** The paths at which two objects differ: `spec.template.spec.containers[0].image`. */
export function objectChanges(from: Clear | undefined, to: Clear | undefined, path = ''): Omit<Change, 'replaces'>[] {
  if (isMap(from) && isMap(to)) {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)])
    return [...keys].flatMap((key) => objectChanges(from[key], to[key], joined(path, key)))
  }
  if (isList(from) && isList(to) && from.length === to.length) {
    return from.flatMap((item, index) => objectChanges(item, to[index], `${path}[${index}]`))
  }
  if (isDeepStrictEqual(from, to)) return []
  return [{ path, kind: from === undefined ? 'add' : to === undefined ? 'delete' : 'update' }]
}

/** A key that isn't a word is quoted, as the engine writes its property paths. */
function joined(path: string, key: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

/** Whether a path is the given one or lies inside it. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`)
}

function isList(value: Clear | undefined): value is readonly Clear[] {
  return Array.isArray(value)
}

function isMap(value: Clear | undefined): value is ClearValues {
  return typeof value === 'object' && value !== null && !isList(value)
}

function isEmpty(value: Clear): boolean {
  return (isMap(value) && Object.keys(value).length === 0) || (isList(value) && value.length === 0)
}
