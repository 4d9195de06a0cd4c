import { fromPlainObject, reveal, type Value, type Values } from '../plugin/value.ts'
import { same } from './difference.ts'
import type { PlainObject, Properties } from './property.ts'

/**
 * The state after a reading of the server. Where the server means what the state says, the state's spelling stays, so
 * that a refresh reports only what really differs.
 */
export function stateAfter(properties: Properties, known: Values, reading: PlainObject): Values {
  const read = fromPlainObject(reading)
  const inputs = Object.entries(properties).flatMap(([name, property]): [string, Value][] => {
    const old = known[name]
    const now = read[name]
    const keep = property.unread === true || property.createOnly === true || same(property, clear(old), now)
    const value = keep ? old : now
    return value === undefined ? [] : [[name, value]]
  })
  const outputs = Object.entries(read).filter(([name]) => properties[name] === undefined)
  return { ...Object.fromEntries(inputs), ...Object.fromEntries(outputs) }
}

/** The inputs that would have given this state: of a program that wrote `inputs`, or of none yet for an import. */
export function inputsAfter(properties: Properties, inputs: Values, state: Values): Values {
  const imported = Object.keys(inputs).length === 0
  const entries = Object.entries(properties).flatMap(([name, property]): [string, Value][] => {
    const old = inputs[name]
    const now = state[name]
    if (old === undefined && !imported) return []
    const keep = property.createOnly === true || same(property, clear(old), clear(now))
    const value = keep ? old : now
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(entries)
}

function clear(value: Value | undefined): Value | undefined {
  return value === undefined ? undefined : reveal(value)
}
