import type { PlainObject } from '../definition/property.ts'
import type { Problem } from '../definition/resource.ts'
import type { Plan } from '../plugin/lifecycle.ts'
import {
  NeverReady,
  type CheckRequest,
  type CreateRequest,
  type DeleteRequest,
  type PlanRequest,
  type ReadRequest,
  type ServedResource,
  type UpdateRequest,
} from '../plugin/served.ts'
import { containsUnknown, fromPlainObject, plainObject, revealAll, type Values } from '../plugin/value.ts'
import { annotation } from './annotations.ts'
import { ApiError, objectOf } from './api.ts'
import { isAutonamed, nameOf, namespaceOf, valuesOf, withName } from './autoname.ts'
import type { KubernetesConnection } from './connection.ts'
import { isWithin, objectChanges, pruned } from './object-difference.ts'
import * as objects from './objects.ts'
import { readinessOf } from './readiness.ts'
import { redacted } from './redacted.ts'
import { replacingPaths } from './replacing.ts'
import { isSecret, marked, sealedContent } from './secret-content.ts'
import type { ObjectType } from './type-token.ts'
import { refusalOf } from './validation.ts'

/** Any kind of the API, by server-side apply. Its inputs are the object itself; the API server knows what it may hold. */
export function objectResource(type: ObjectType, connect: () => KubernetesConnection): ServedResource {
  return {
    check: async (request) => await check(type, connect(), request),
    plan: async (request) => plan(type, connect(), request),
    create: async (request) => await create(type, connect(), request),
    read: async (request) => await read(type, connect(), request),
    update: async (request) => await update(type, connect(), request),
    delete: async (request) => await remove(type, connect(), request),
  }
}

async function check(type: ObjectType, connection: KubernetesConnection, { news, ...naming }: CheckRequest) {
  const problems: Problem[] = (['apiVersion', 'kind'] as const)
    .filter((name) => news[name] !== undefined && news[name] !== type[name])
    .map((name) => ({ property: name, reason: `must be ${type[name]}, as the resource's type says` }))
  const { namespaced } = await connection.kindOf(type.apiVersion, type.kind)
  const named = withName({ ...news, apiVersion: type.apiVersion, kind: type.kind }, naming)
  if (!namespaced && namespaceOf(named) !== undefined) {
    problems.push({ property: 'metadata.namespace', reason: `a ${type.kind} belongs to no namespace` })
  }
  const metadata = valuesOf(named['metadata'])
  const placed =
    namespaced && metadata['namespace'] === undefined
      ? { ...named, metadata: { ...metadata, namespace: connection.namespace } }
      : named
  const inputs = isSecret(type) ? sealedContent(placed) : placed
  if (problems.length > 0 || containsUnknown(inputs)) return { inputs, problems }
  const object = plainObject(inputs)
  readinessOf(object)
  const refusal = await refusalOf(connection, object)
  // Without the property's name: the engine would print the value that it has.
  return { inputs, problems: refusal === undefined ? [] : [{ property: '', reason: redacted(refusal, inputs) }] }
}

function plan(type: ObjectType, { settings }: KubernetesConnection, { state, olds, news, ignored }: PlanRequest): Plan {
  const mutable = { ConfigMap: settings.enableConfigMapMutable, Secret: settings.enableSecretMutable }
  const isMutable = Object.entries(mutable).some(([kind, allowed]) => kind === type.kind && allowed)
  const immutable = revealAll(olds)['immutable'] === true
  const replacing = replacingPaths(type, isMutable && !immutable)
  const changes = objectChanges(pruned(revealAll(state), revealAll(olds)), revealAll(news))
    .filter(({ path }) => !ignored.some((ignore) => isWithin(path, ignore)))
    .map((change) => ({ ...change, replaces: replacing.some((path) => isWithin(change.path, path)) }))
  const sameName = nameOf(news) === nameOf(olds) && namespaceOf(news) === namespaceOf(olds)
  return { changes, deleteFirst: sameName && !isAutonamed(news) }
}

async function create(type: ObjectType, connection: KubernetesConnection, { inputs, preview, timeout }: CreateRequest) {
  if (preview) return { id: '', state: inputs }
  const object = plainObject(inputs)
  const place = await objects.placeOf(connection, object)
  if (!connection.settings.upsertExistingObjects && (await objects.find(connection, place)) !== undefined) {
    throw new Error(`${type.kind} "${objects.idOf(place)}" already exists (AlreadyExists)`)
  }
  await written(connection, place, inputs, { dryRun: false })
  return { id: objects.idOf(place), state: await settled(connection, place, inputs, timeout) }
}

async function update(
  type: ObjectType,
  connection: KubernetesConnection,
  { state, news, preview, timeout }: UpdateRequest,
): Promise<Values> {
  if (preview && containsUnknown(news)) return { ...state, ...news }
  const place = await objects.placeOf(connection, plainObject(news))
  if ((await objects.find(connection, place)) === undefined) {
    if (preview) return { ...state, ...news }
    throw new Error(
      `${type.kind} "${objects.idOf(place)}" was deleted by hand; run pulumi refresh, then it's made again`,
    )
  }
  const live = await written(connection, place, news, { dryRun: preview })
  return preview ? stateOf(live, news) : await settled(connection, place, news, timeout)
}

async function read(type: ObjectType, connection: KubernetesConnection, { id, inputs, state }: ReadRequest) {
  const [name = '', namespace] = id.split('/').toReversed()
  const kind = await connection.kindOf(type.apiVersion, type.kind)
  const live = await objects.find(connection, { kind, name, namespace })
  if (live === undefined) return undefined
  const known = Object.keys(inputs).length > 0
  const now = stateOf(live, known ? inputs : state)
  const identity = { apiVersion: type.apiVersion, kind: type.kind, metadata: pickIdentity(now) }
  return { state: now, inputs: known ? inputs : identity }
}

async function remove(type: ObjectType, connection: KubernetesConnection, { id, state, timeout }: DeleteRequest) {
  const [name = '', namespace] = id.split('/').toReversed()
  const place = { kind: await connection.kindOf(type.apiVersion, type.kind), name, namespace }
  const object = plainObject(state)
  await objects.remove(connection, place, object)
  if (annotation(object, 'skipAwait') === 'true') return
  await objects.waitUntilGone(connection, place, objects.timeoutOf(object, timeout))
}

/** Applies, and says in a conflict what to do about it. */
async function written(
  connection: KubernetesConnection,
  place: objects.Place,
  inputs: Values,
  { dryRun }: { readonly dryRun: boolean },
): Promise<PlainObject> {
  const object = plainObject(inputs)
  const force = connection.settings.enablePatchForce || annotation(object, 'patchForce') === 'true'
  const answer = await objects
    .apply(connection, place, object, { force, dryRun })
    .then((live) => ({ live }))
    .catch((error: unknown) => ({ error }))
  if ('live' in answer) return answer.live
  // Not as the cause of another error: the whole chain is told, and this one may repeat a secret.
  const { error } = answer
  const told = redacted(error instanceof Error ? error.message : String(error), inputs)
  throw new Error(`${place.kind.kind} "${objects.idOf(place)}": ${told}${conflictHint(error)}`)
}

function conflictHint(error: unknown): string {
  return error instanceof ApiError && error.reason === 'Conflict'
    ? '. Somebody else owns these fields; pulumi.com/patchForce: "true" on the object, or enablePatchForce on the provider, takes them back'
    : ''
}

/** The state once the object is as far as somebody waits for. */
async function settled(
  connection: KubernetesConnection,
  place: objects.Place,
  inputs: Values,
  timeout: number,
): Promise<Values> {
  const object = plainObject(inputs)
  const readiness = readinessOf(object)
  const now = async () => stateOf((await objects.find(connection, place)) ?? object, inputs)
  if (readiness === undefined) return await now()
  try {
    const seconds = objects.timeoutOf(object, timeout)
    return stateOf(await objects.waitUntilReady(connection, place, readiness, seconds), inputs)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const id = objects.idOf(place)
    throw new NeverReady(`${place.kind.kind} "${id}" exists, and is not ready: ${reason}`, {
      id,
      state: await now(),
      inputs,
    })
  }
}

/** The live object as the state keeps it: without the server's book-keeping, and with what was secret secret again. */
function stateOf(live: PlainObject, inputs: Values): Values {
  const { managedFields: _fields, resourceVersion: _version, ...metadata } = objectOf(live['metadata'])
  const values = fromPlainObject({ ...live, metadata })
  const state = valuesOf(marked(values, inputs))
  return live['kind'] === 'Secret' ? sealedContent(state) : state
}

function pickIdentity(state: Values): Values {
  const { name, namespace } = valuesOf(state['metadata'])
  return { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) }
}
