import {
  containsUnknown,
  fromPlain,
  isList,
  isValues,
  plainObject,
  reveal,
  Secret,
  UNKNOWN,
  type Value,
  type Values,
} from '../plugin/value.ts'
import type { PlainObject, Properties, Property } from './property.ts'
import type { Problem } from './resource.ts'

export interface Checked {
  /** The inputs with defaults filled in and secrets marked; meaningful where there is no problem. */
  readonly inputs: Values
  readonly problems: readonly Problem[]
}

/** What can be checked: a resource type, a function, a provider's configuration. */
export interface Checkable {
  readonly type: string
  readonly inputs: Properties
  verify?(inputs: PlainObject): readonly Problem[]
}

/** Every problem at once. What a definition doesn't know is a problem: a stand-in never ignores an input. */
export function check(target: Checkable, news: Values): Checked {
  const problems = objectProblems(target.inputs, news, '', target.type)
  const inputs = completed(target.inputs, news)
  if (problems.length > 0 || target.verify === undefined || containsUnknown(inputs)) return { inputs, problems }
  return { inputs, problems: target.verify(plainObject(inputs)) }
}

function objectProblems(properties: Properties, values: Values, parent: string, type: string): Problem[] {
  const at = (name: string) => (parent === '' ? name : `${parent}.${name}`)
  const strange = Object.keys(values)
    .filter((name) => properties[name] === undefined)
    .map((name) => ({
      property: at(name),
      reason: `the stand-in for ${type} does not apply the input "${at(name)}"; it applies: ${Object.keys(properties).join(', ')}`,
    }))
  const missing = Object.entries(properties)
    .filter(([name, property]) => property.required === true && isAbsent(values[name]))
    .map(([name]) => ({ property: at(name), reason: `${type} requires "${at(name)}"` }))
  const wrong = Object.entries(properties).flatMap(([name, property]) =>
    isAbsent(values[name]) ? [] : valueProblems(property, reveal(values[name] ?? null), at(name), type),
  )
  return [...strange, ...missing, ...wrong]
}

function isAbsent(value: Value | undefined): boolean {
  return value === undefined || value === null
}

function valueProblems(property: Property, value: Value, at: string, type: string): Problem[] {
  if (value === UNKNOWN) return []
  const wrong = (reason: string): Problem[] => [{ property: at, reason: `${type} "${at}": ${reason}` }]
  const mustBe = (what: string) => wrong(`must be ${what}, not ${nameOf(value)}`)
  switch (property.type) {
    case 'string': {
      if (typeof value !== 'string') return mustBe('a string')
      const { values, canonical } = property
      if (values !== undefined && !values.includes(value)) {
        return wrong(`must be one of ${values.map((allowed) => JSON.stringify(allowed)).join(', ')}`)
      }
      try {
        canonical?.(value)
        return []
      } catch (cause) {
        return wrong(cause instanceof Error ? cause.message : 'is not valid')
      }
    }
    case 'integer':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) return mustBe('a whole number')
      return property.minimum !== undefined && value < property.minimum
        ? wrong(`must be at least ${property.minimum}`)
        : []
    case 'boolean':
      return typeof value === 'boolean' ? [] : mustBe('true or false')
    case 'map':
      if (!isValues(value)) return mustBe('an object of strings')
      return Object.entries(value).flatMap(([key, item]) =>
        valueProblems({ type: 'string' }, item, `${at}.${key}`, type),
      )
    case 'set':
      if (!isList(value)) return mustBe('a list of strings')
      return value.flatMap((item: Value, index) => valueProblems({ type: 'string' }, item, `${at}[${index}]`, type))
    case 'list':
      if (!isList(value)) return mustBe('a list of objects')
      return value.flatMap((item: Value, index) =>
        valueProblems({ type: 'object', properties: property.items }, item, `${at}[${index}]`, type),
      )
    case 'object':
      return isValues(value) ? objectProblems(property.properties, value, at, type) : mustBe('an object')
  }
}

/** Names the kind only: a value that is wrong may still be a secret. */
function nameOf(value: Value): string {
  if (isList(value)) return 'a list'
  if (isValues(value)) return 'an object'
  return `a ${typeof value}`
}

/** Fills in defaults, at every depth, and marks what the schema says is secret. */
function completed(properties: Properties, values: Values): Values {
  const filled = Object.entries(properties).flatMap(([name, property]): [string, Value][] => {
    const given = values[name]
    if (given === undefined || given === null) {
      return property.default === undefined ? [] : [[name, fromPlain(property.default)]]
    }
    const value = completedValue(property, given)
    return [[name, property.secret === true && !(value instanceof Secret) ? new Secret(value) : value]]
  })
  return { ...values, ...Object.fromEntries(filled) }
}

function completedValue(property: Property, value: Value): Value {
  if (value instanceof Secret) return new Secret(completedValue(property, value.value))
  if (property.type === 'object' && isValues(value)) return completed(property.properties, value)
  if (property.type === 'list' && isList(value)) {
    return value.map((item: Value) => (isValues(item) ? completed(property.items, item) : item))
  }
  return value
}
