import { isDeepStrictEqual } from 'node:util'
import { setTimeout as pause } from 'node:timers/promises'
import {
  ApiError,
  at,
  connect,
  isArray,
  objectOf,
  spelled,
  textOf,
  type Api,
} from '../../infra/local/providers/kubernetes/api.ts'
import {
  address,
  apiVersions,
  collection,
  kindsOf,
  type Kind,
} from '../../infra/local/providers/kubernetes/discovery.ts'
import type { ClusterAccess } from '../../infra/local/providers/kubernetes/kubeconfig.ts'
import type { PlainObject } from '../../infra/local/providers/definition/property.ts'
import { statuses } from './operator-statuses.ts'

export interface Operator {
  /** Ends the watches, and throws what went wrong meanwhile. */
  readonly stop: () => Promise<void>
}

const foreground = 'foregroundDeletion'

/**
 * Stands in for the controllers that the cluster of these tests doesn't have, and does no more than the program needs:
 * writes the status that somebody waits for ({@link statuses}), finishes foreground deletions (nothing has dependents
 * here), and empties and finishes namespaces that are being deleted. It runs no pod, database or gateway.
 */
export async function startOperator(access: ClusterAccess): Promise<Operator> {
  const api = connect(access)
  const ended = new AbortController()
  const failures: unknown[] = []
  const kinds = await watchable(api)
  const watches = kinds.map((kind) => watch(api, kind, kinds, ended.signal, failures))
  return {
    async stop() {
      ended.abort()
      await Promise.allSettled(watches)
      await api.close()
      const told = [...new Set(failures.map(String))]
      if (told.length > 0) throw new Error(`the operator of the tests failed:\n${told.join('\n')}`)
    },
  }
}

/** Every kind whose objects can be watched and deleted, in one of its versions. */
async function watchable(api: Api): Promise<Kind[]> {
  const versions = await apiVersions(api)
  const all = (await Promise.all(versions.map((version) => kindsOf(api, version)))).flat()
  const groupOf = ({ apiVersion, plural }: Kind) => `${apiVersion.split('/').at(-2) ?? ''}/${plural}`
  return [...Map.groupBy(all, groupOf).values()]
    .flatMap(([preferred]) => preferred ?? [])
    .filter(({ verbs }) => verbs.includes('watch') && verbs.includes('delete'))
}

async function watch(
  api: Api,
  kind: Kind,
  kinds: readonly Kind[],
  signal: AbortSignal,
  failures: unknown[],
): Promise<void> {
  while (!signal.aborted) {
    try {
      const path = collection(kind, undefined)
      const { body } = await api.stream({ method: 'GET', path, query: { watch: 'true' }, signal })
      let rest = ''
      const decoder = new TextDecoder()
      for await (const chunk of body ?? []) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) {
          const event = JSON.parse(line) as { type: string; object: PlainObject }
          if (event.type === 'ADDED' || event.type === 'MODIFIED') await settle(api, kind, kinds, event.object)
        }
      }
    } catch (error) {
      if (signal.aborted) return
      failures.push(error)
      await pause(100)
    }
  }
}

/** Brings one object to where its controller would bring it. Another event follows where it changed meanwhile. */
async function settle(api: Api, kind: Kind, kinds: readonly Kind[], object: PlainObject): Promise<void> {
  try {
    const deleted = at(object, 'metadata', 'deletionTimestamp') !== undefined
    if (deleted) await finishDeletion(api, kind, kinds, object)
    else await writeStatus(api, kind, object)
  } catch (error) {
    const overtaken = error instanceof ApiError && [404, 409].includes(error.status)
    if (!overtaken) throw error
  }
}

async function finishDeletion(api: Api, kind: Kind, kinds: readonly Kind[], object: PlainObject): Promise<void> {
  const path = pathOf(kind, object)
  const { finalizers, resourceVersion } = objectOf(object['metadata'])
  if (isArray(finalizers) && finalizers.includes(foreground)) {
    const others = finalizers.filter((finalizer) => finalizer !== foreground)
    await api.ask({
      method: 'PATCH',
      path,
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers: others, resourceVersion } },
    })
  }
  if (kind.apiVersion === 'v1' && kind.kind === 'Namespace') {
    const namespace = spelled(at(object, 'metadata', 'name'))
    const inside = kinds.filter(({ namespaced, verbs }) => namespaced && verbs.includes('deletecollection'))
    await Promise.all(inside.map((each) => api.ask({ method: 'DELETE', path: collection(each, namespace) })))
    await api.ask({ method: 'PUT', path: `${path}/finalize`, body: { ...object, spec: { finalizers: [] } } })
  }
}

async function writeStatus(api: Api, kind: Kind, object: PlainObject): Promise<void> {
  const wanted = statuses[`${kind.apiVersion} ${kind.kind}`]?.(object)
  if (wanted === undefined) return
  const status = objectOf(object['status'])
  const differs = Object.entries(wanted).some(([name, value]) => !isDeepStrictEqual(status[name], value))
  if (!differs) return
  await api.ask({
    method: 'PATCH',
    path: `${pathOf(kind, object)}/status`,
    contentType: 'application/merge-patch+json',
    body: { status: wanted },
  })
}

function pathOf(kind: Kind, object: PlainObject): string {
  const { namespace, name } = objectOf(object['metadata'])
  return address(kind, textOf(namespace), spelled(name))
}
