import { inject } from 'vitest'
import type { PlainObject } from '../../infra/local/providers/definition/property.ts'
import { connect, isNotFound } from '../../infra/local/providers/kubernetes/api.ts'
import { collection, kindsOf } from '../../infra/local/providers/kubernetes/discovery.ts'

/** `namespace/name`, or the name alone, of a kind written as `apps/v1 Deployment`. */
export interface Target {
  readonly kind: string
  readonly id: string
}

/** An administrator's hand on the cluster, past Pulumi. */
export const byHand = {
  get: async (target: Target): Promise<PlainObject | undefined> => await ask(target, 'GET'),
  /** As `kubectl edit` does: another owner of the fields. */
  edit: async (target: Target, body: PlainObject): Promise<void> => void (await ask(target, 'PATCH', body)),
  delete: async (target: Target): Promise<void> => void (await ask(target, 'DELETE')),
  create: async ({ kind, id }: Target, body: PlainObject): Promise<void> => {
    const { path, api } = await place({ kind, id })
    const [apiVersion = '', name = ''] = kind.split(' ')
    await api.ask({
      method: 'POST',
      path: path.slice(0, path.lastIndexOf('/')),
      body: { apiVersion, kind: name, ...body },
    })
    await api.close()
  },
}

async function ask(
  target: Target,
  method: 'GET' | 'PATCH' | 'DELETE',
  body?: PlainObject,
): Promise<PlainObject | undefined> {
  const { path, api } = await place(target)
  try {
    return await api.ask({
      method,
      path,
      ...(body === undefined
        ? {}
        : { body, query: { fieldManager: 'kubectl-edit' }, contentType: 'application/merge-patch+json' as const }),
    })
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  } finally {
    await api.close()
  }
}

async function place({ kind, id }: Target) {
  const api = connect(inject('cluster').access)
  const [apiVersion = '', word = ''] = kind.split(' ')
  const found = (await kindsOf(api, apiVersion)).find((candidate) => candidate.kind === word)
  if (found === undefined) throw new Error(`the cluster has no ${kind}`)
  const [name = '', namespace] = id.split('/').toReversed()
  return { api, path: `${collection(found, namespace)}/${name}` }
}
