import { type Api, at, isArray, isNotFound, objectOf, textOf } from './api.ts'

/** A kind of the API, with how the server spells it in addresses. */
export interface Kind {
  readonly apiVersion: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  readonly verbs: readonly string[]
}

/** Asks the server which kinds it has; an answer is kept, an absence is asked again, since a CRD may have come. */
export function discovery(api: Api): (apiVersion: string, kind: string) => Promise<Kind> {
  const known = new Map<string, Promise<readonly Kind[]>>()
  const of = (apiVersion: string): Promise<readonly Kind[]> => {
    const answer = known.get(apiVersion) ?? kindsOf(api, apiVersion)
    known.set(apiVersion, answer)
    return answer
  }
  return async (apiVersion, kind) => {
    for (const attempt of ['kept', 'asked anew'] as const) {
      if (attempt === 'asked anew') known.delete(apiVersion)
      const found = (await of(apiVersion)).find((candidate) => candidate.kind === kind)
      if (found !== undefined) return found
    }
    throw new Error(
      `the API server has no kind ${kind} in ${apiVersion}; where it is a custom resource, its definition isn't installed`,
    )
  }
}

/** The kinds of a group and version; none where the server doesn't have it. */
export async function kindsOf(api: Api, apiVersion: string): Promise<readonly Kind[]> {
  try {
    const { resources } = await api.ask({ method: 'GET', path: rootOf(apiVersion) })
    return (isArray(resources) ? resources : []).map(objectOf).flatMap((resource) => {
      const [kind, plural] = [textOf(resource['kind']), textOf(resource['name'])]
      // `deployments/status` and the like are parts of others.
      if (kind === undefined || plural === undefined || plural.includes('/')) return []
      const verbs = isArray(resource['verbs']) ? resource['verbs'].map(String) : []
      return [{ apiVersion, kind, plural, namespaced: resource['namespaced'] === true, verbs }]
    })
  } catch (error) {
    if (isNotFound(error)) return []
    throw error
  }
}

/** Every group and version that the server has; of a group, the one that it prefers comes first. */
export async function apiVersions(api: Api): Promise<string[]> {
  const { groups } = await api.ask({ method: 'GET', path: '/apis' })
  const named = (isArray(groups) ? groups : []).flatMap((group) => {
    const versions = at(group, 'versions')
    const every = [at(group, 'preferredVersion'), ...(isArray(versions) ? versions : [])]
    return every.map((version) => textOf(at(version, 'groupVersion'))).filter((version) => version !== undefined)
  })
  return [...new Set(['v1', ...named])]
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
}

/** The address of a kind's objects, in one namespace or in all. */
export function collection({ apiVersion, plural, namespaced }: Kind, namespace: string | undefined): string {
  const scope = namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : ''
  return `${rootOf(apiVersion)}${scope}/${plural}`
}

/** The address of one object. */
export function address(kind: Kind, namespace: string | undefined, name: string): string {
  return `${collection(kind, namespace)}/${encodeURIComponent(name)}`
}
