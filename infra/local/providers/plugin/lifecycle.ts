import { difference, type Change } from '../definition/difference.ts'
import type { Properties } from '../definition/property.ts'
import { inputsAfter, stateAfter } from '../definition/reading.ts'
import type { ResourceDefinition } from '../definition/resource.ts'
import { containsSecret, fromPlainObject, plainObject, Secret, UNKNOWN, type Value, type Values } from './value.ts'

type Connect<C> = () => C

/** The state that a creation would give, without asking the server anything. */
export function plannedCreation<C>(definition: ResourceDefinition<C>, inputs: Values): Values {
  const outputs = Object.keys(definition.outputs).map((name): [string, Value] => [name, UNKNOWN])
  return sealed(definition, { ...inputs, ...Object.fromEntries(outputs) }, inputs)
}

export async function create<C>(definition: ResourceDefinition<C>, connect: Connect<C>, inputs: Values) {
  const connection = connect()
  const { id, outputs } = await definition.create(connection, plainObject(inputs))
  const known = { ...inputs, ...fromPlainObject(outputs ?? {}) }
  return { id, state: await reading(definition, connection, id, known, inputs) }
}

/** The state that an update would give. An output stays known unless an input that it changes with is changing. */
export function plannedUpdate<C>(definition: ResourceDefinition<C>, olds: Values, news: Values): Values {
  const changing = new Set(difference(definition.inputs, olds, news).map(({ path }) => path.split('.')[0]))
  const outputs = Object.entries(definition.outputs).flatMap(([name, output]): [string, Value][] => {
    const unsettled = (output.changesWith ?? []).some((input) => changing.has(input))
    const value = unsettled ? UNKNOWN : olds[name]
    return value === undefined ? [] : [[name, value]]
  })
  return sealed(definition, { ...retained(definition.inputs, olds), ...news, ...Object.fromEntries(outputs) }, news)
}

export async function update<C>(
  definition: ResourceDefinition<C>,
  connect: Connect<C>,
  { id, olds, news }: { id: string; olds: Values; news: Values },
): Promise<Values> {
  if (definition.update === undefined) throw new Error(`${definition.type} can't be updated, only replaced`)
  const connection = connect()
  const wanted = { ...retained(definition.inputs, olds), ...news }
  await definition.update(connection, id, { olds: plainObject(olds), news: plainObject(wanted) })
  const outputs = Object.keys(definition.outputs).flatMap((name): [string, Value][] => {
    const value = olds[name]
    return value === undefined ? [] : [[name, value]]
  })
  return await reading(definition, connection, id, { ...Object.fromEntries(outputs), ...wanted }, news)
}

/** Undefined where the server no longer has the resource. */
export async function read<C>(
  definition: ResourceDefinition<C>,
  connect: Connect<C>,
  { id, inputs, state }: { id: string; inputs: Values; state: Values },
): Promise<{ inputs: Values; state: Values } | undefined> {
  const found = await definition.read(connect(), id, plainObject(state))
  if (found === undefined) return undefined
  const now = sealed(definition, stateAfter(definition.inputs, state, found), { ...state, ...inputs })
  return { state: now, inputs: inputsAfter(definition.inputs, inputs, now) }
}

export async function remove<C>(definition: ResourceDefinition<C>, connect: Connect<C>, id: string, state: Values) {
  await definition.delete(connect(), id, plainObject(state))
}

export interface Plan {
  readonly changes: readonly Change[]
  /** Whether a replacement has to delete first, because old and new would have the same name. */
  readonly deleteFirst: boolean
}

export function plan<C>(
  definition: ResourceDefinition<C>,
  olds: Values,
  news: Values,
  ignored: readonly string[],
): Plan {
  const changes = difference(definition.inputs, olds, news).filter(
    ({ path }) => !ignored.some((ignore) => path === ignore || path.startsWith(`${ignore}.`)),
  )
  const renamed = changes.some(({ path }) => definition.identity.includes(path))
  return { changes, deleteFirst: !renamed }
}

/** Inputs that a program leaves to the server keep the value that the server gave them. */
function retained(properties: Properties, olds: Values): Values {
  return Object.fromEntries(Object.entries(olds).filter(([name]) => properties[name]?.computed === true))
}

async function reading<C>(
  definition: ResourceDefinition<C>,
  connection: C,
  id: string,
  known: Values,
  inputs: Values,
): Promise<Values> {
  const found = await definition.read(connection, id, plainObject(known))
  if (found === undefined) throw new Error(`${definition.type} "${id}" was written, but the server doesn't have it`)
  return sealed(definition, stateAfter(definition.inputs, known, found), inputs)
}

/** Marks as secret what the schema says is secret, and what came in as a secret. */
function sealed<C>({ inputs, outputs }: ResourceDefinition<C>, state: Values, marks: Values): Values {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => {
      const secret = (inputs[name] ?? outputs[name])?.secret === true || containsSecret(marks[name] ?? null)
      return [name, secret && !containsSecret(value) ? new Secret(value) : value]
    }),
  )
}
