import type { Plain, PlainObject } from '../definition/property.ts'
import { annotation } from './annotations.ts'
import { at, isArray, spelled } from './api.ts'
import { jsonPath } from './json-path.ts'

/** Whether an object is as far as somebody waits for. Throws where it never will be. */
export interface Readiness {
  /** For a message: "condition=Ready". */
  readonly wanted: string
  readonly isReady: (live: PlainObject) => boolean
}

/**
 * What the provider waits for after it has written an object: what the annotation `pulumi.com/waitFor` says, else what it
 * knows of the kind. Undefined where nobody waits.
 *
 * @throws where the annotation can't be read.
 */
export function readinessOf(inputs: PlainObject): Readiness | undefined {
  if (skipsReadiness(inputs)) return undefined
  const wish = annotation(inputs, 'waitFor')
  if (wish === undefined) return builtIn[`${spelled(inputs['apiVersion'])} ${spelled(inputs['kind'])}`]
  const all = expressions(wish).map(expression)
  return { wanted: wish, isReady: (live) => all.every((holds) => holds(live)) }
}

function skipsReadiness(inputs: PlainObject): boolean {
  return ['true', 'ready'].includes(annotation(inputs, 'skipAwait') ?? '')
}

/** One expression, or a JSON list of them that must all hold. */
function expressions(wish: string): readonly string[] {
  if (!wish.trimStart().startsWith('[')) return [wish]
  try {
    const list: unknown = JSON.parse(wish)
    if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list
  } catch {
    // Told below.
  }
  throw new Error(`pulumi.com/waitFor: ${wish} is no JSON list of texts`)
}

/** `condition=Type`, `condition=Type=Status`, `jsonpath={.path}` or `jsonpath={.path}=value`. */
function expression(text: string): (live: PlainObject) => boolean {
  const [, type, status = 'True'] = /^condition=([^=]+)(?:=(.+))?$/.exec(text) ?? []
  if (type !== undefined) return (live) => conditionIs(live, type, status)
  const [, path, value] = /^jsonpath=(\{[^}]*\})(?:=(.*))?$/.exec(text) ?? []
  if (path === undefined) {
    throw new Error(`pulumi.com/waitFor: "${text}" is neither condition=<type> nor jsonpath={<path>}=<value>`)
  }
  const find = jsonPath(path)
  return (live) => {
    const found = find(live)
    return found.length > 0 && (value === undefined || found.every((item) => spelled(item) === value))
  }
}

function conditionIs(live: PlainObject, type: string, status: string): boolean {
  return conditionsOf(live).some(
    (condition) =>
      spelled(at(condition, 'type')).toLowerCase() === type.toLowerCase() && at(condition, 'status') === status,
  )
}

function conditionsOf(live: PlainObject): readonly Plain[] {
  const conditions = at(live, 'status', 'conditions')
  return isArray(conditions) ? conditions : []
}

/** Rolled out: the controller has seen this version of the object, and every replica runs it. */
const rolledOut: Readiness = {
  wanted: 'all replicas updated and available',
  isReady(live) {
    const count = (...path: readonly string[]) => Number(at(live, ...path) ?? 0)
    const wanted = Number(at(live, 'spec', 'replicas') ?? 1)
    return (
      count('status', 'observedGeneration') >= count('metadata', 'generation') &&
      count('status', 'updatedReplicas') >= wanted &&
      count('status', 'availableReplicas') >= wanted
    )
  },
}

const builtIn: Readonly<Record<string, Readiness>> = {
  'apps/v1 Deployment': rolledOut,
  'apps/v1 StatefulSet': rolledOut,
  'batch/v1 Job': {
    wanted: 'condition=Complete',
    isReady(live) {
      if (conditionIs(live, 'Failed', 'True')) throw new Error('the Job failed')
      return conditionIs(live, 'Complete', 'True')
    },
  },
}
