import { randomBytes } from 'node:crypto'
import type { PlainObject } from '../definition/property.ts'
import { ApiError, isNotFound, objectOf } from './api.ts'
import type { KubernetesConnection } from './connection.ts'
import { collection } from './discovery.ts'
import { apply, fieldManager, placeOf, type Place } from './objects.ts'

/**
 * What the API server finds wrong with an object, in its own words; undefined where nothing is. It is asked to create the
 * object without keeping it, with every unknown field an error, under a name that nobody has: what exists under the
 * object's own name may be about to be replaced.
 */
export async function refusalOf(connection: KubernetesConnection, object: PlainObject): Promise<string | undefined> {
  try {
    await validate(connection, await placeOf(connection, object), object)
    return undefined
  } catch (error) {
    if (error instanceof ApiError && ![401, 403].includes(error.status) && error.status < 500) return error.message
    throw error
  }
}

async function validate(connection: KubernetesConnection, place: Place, object: PlainObject): Promise<void> {
  // Its name is made of its own content, and the definition is none of anybody else's.
  if (place.kind.kind === 'CustomResourceDefinition') {
    await apply(connection, place, object, { force: true, dryRun: true })
    return
  }
  const alias = { ...place, name: `${place.name.slice(0, 40)}-${randomBytes(4).toString('hex')}` }
  try {
    await dryCreate(connection, alias, object)
  } catch (error) {
    // The namespace may be made by the same program; which one it is doesn't matter to the schema.
    if (!isNotFound(error) || place.namespace === undefined) throw error
    await dryCreate(connection, { ...alias, namespace: 'default' }, object)
  }
}

async function dryCreate({ api }: KubernetesConnection, place: Place, object: PlainObject): Promise<void> {
  const { kind, namespace, name } = place
  const metadata = { ...objectOf(object['metadata']), name, ...(namespace === undefined ? {} : { namespace }) }
  await api.ask({
    method: 'POST',
    path: collection(kind, namespace),
    query: { dryRun: 'All', fieldValidation: 'Strict', fieldManager },
    body: { ...object, metadata },
  })
}
