/**
 * The keys of a chart version's values, for a check at run time that the types can't be talked out of: `true` is a value
 * or a map with keys of its own, a tree is an object of which each key is known.
 */
export interface KeyTree {
  readonly [key: string]: true | KeyTree
}

/** A tree that names each key of `V`, optional ones included, and none else. */
export type KeysOf<V> = { readonly [K in keyof V]-?: true | (NonNullable<V[K]> extends object ? KeyTree : never) }

/**
 * The values as they are, if the chart version knows all of them.
 *
 * @throws Error that names each unknown key and the chart version.
 */
export function knownValues<V extends object>(chart: string, values: V, keys: KeyTree): V {
  const unknown = unknownKeys(values, keys)
  if (unknown.length > 0)
    throw new Error(
      `chart ${chart} has no value ${unknown.join(', ')}: it would refuse the release. Known keys are in infra/plan/helm-values.`,
    )
  return values
}

function unknownKeys(values: object, keys: KeyTree): string[] {
  return Object.entries(values).flatMap(([key, value]: [string, unknown]) => {
    const below = keys[key]
    if (below === undefined) return [key]
    if (below === true || typeof value !== 'object' || value === null) return []
    return unknownKeys(value, below).map((inner) => `${key}.${inner}`)
  })
}
