import { setTimeout as pause } from 'node:timers/promises'
import type { PlainObject } from '../definition/property.ts'
import { annotation } from './annotations.ts'
import { at, isNotFound, spelled, textOf } from './api.ts'
import type { KubernetesConnection } from './connection.ts'
import { address, type Kind } from './discovery.ts'
import type { Readiness } from './readiness.ts'

/** The name under which this provider owns fields. */
export const fieldManager = 'pulumi-kubernetes'

/** Where one object is. */
export interface Place {
  readonly kind: Kind
  readonly namespace: string | undefined
  readonly name: string
}

const betweenLooksMs = 100
const defaultTimeoutSeconds = 600

/** Where an object that says its own kind and name is. */
export async function placeOf({ kindOf, namespace }: KubernetesConnection, object: PlainObject): Promise<Place> {
  const kind = await kindOf(spelled(object['apiVersion']), spelled(object['kind']))
  const own = textOf(at(object, 'metadata', 'namespace'))
  const name = textOf(at(object, 'metadata', 'name'))
  if (name === undefined) throw new Error(`a ${kind.kind} has no metadata.name`)
  return { kind, namespace: kind.namespaced ? (own ?? namespace) : undefined, name }
}

/** `namespace/name`, or the name alone where the kind has no namespaces. */
export function idOf({ namespace, name }: Place): string {
  return namespace === undefined ? name : `${namespace}/${name}`
}

/** The live object, undefined where there is none. */
export async function find({ api }: KubernetesConnection, place: Place): Promise<PlainObject | undefined> {
  try {
    return await api.ask({ method: 'GET', path: pathOf(place) })
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** Writes the fields that the object names, and takes away those that it named before (server-side apply). */
export async function apply(
  { api }: KubernetesConnection,
  place: Place,
  object: PlainObject,
  { force, dryRun }: { readonly force: boolean; readonly dryRun: boolean },
): Promise<PlainObject> {
  return await api.ask({
    method: 'PATCH',
    path: pathOf(place),
    query: {
      fieldManager,
      fieldValidation: 'Strict',
      force: String(force),
      ...(dryRun ? { dryRun: 'All' } : {}),
    },
    body: object,
    contentType: 'application/apply-patch+yaml',
  })
}

/** Asks for the deletion; what depends on the object goes first, unless an annotation says otherwise. */
export async function remove({ api }: KubernetesConnection, place: Place, object: PlainObject): Promise<void> {
  const policy = annotation(object, 'deletionPropagationPolicy') ?? 'foreground'
  try {
    await api.ask({
      method: 'DELETE',
      path: pathOf(place),
      body: { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: capitalized(policy) },
    })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

/**
 * The object once it is ready.
 *
 * @throws {NotInTime} with the object as it is, where it isn't in time; whatever `isReady` throws.
 */
export async function waitUntilReady(
  connection: KubernetesConnection,
  place: Place,
  readiness: Readiness,
  seconds: number,
): Promise<PlainObject> {
  const deadline = performance.now() + seconds * 1_000
  for (;;) {
    const live = await find(connection, place)
    if (live === undefined) throw new Error(`${idOf(place)} was deleted while somebody waited for it`)
    if (readiness.isReady(live)) return live
    if (performance.now() > deadline) throw new NotInTime(`${readiness.wanted} did not hold within ${seconds} s`)
    await pause(betweenLooksMs)
  }
}

/** @throws {NotInTime} naming the finalizers that hold it. */
export async function waitUntilGone(connection: KubernetesConnection, place: Place, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1_000
  for (;;) {
    const live = await find(connection, place)
    if (live === undefined) return
    if (performance.now() > deadline) {
      const finalizers = at(live, 'metadata', 'finalizers') ?? at(live, 'spec', 'finalizers') ?? []
      throw new NotInTime(
        `${place.kind.kind} ${idOf(place)} is still there after ${seconds} s; finalizers: ${JSON.stringify(finalizers)}`,
      )
    }
    await pause(betweenLooksMs)
  }
}

export class NotInTime extends Error {
  override readonly name = 'NotInTime'
}

/** Seconds to wait: the program's customTimeouts, else the annotation, else ten minutes. */
export function timeoutOf(object: PlainObject, custom: number): number {
  if (custom > 0) return custom
  const seconds = Number(annotation(object, 'timeoutSeconds') ?? defaultTimeoutSeconds)
  if (!Number.isFinite(seconds) || seconds <= 0) throw new Error('pulumi.com/timeoutSeconds is no number of seconds')
  return seconds
}

function pathOf({ kind, namespace, name }: Place): string {
  return address(kind, namespace, name)
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()
}
