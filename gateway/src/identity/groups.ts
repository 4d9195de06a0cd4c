/**
 * The groups in a set of claims. `attribute` is the claim's name, or a path of dots into objects, as Keycloak's
 * `resource_access.mlflow.roles`. A claim of another shape than a string or a list of strings holds no groups.
 *
 * @returns undefined where the claim is absent, so that the caller may look elsewhere (OIDC Core §5.3.2).
 */
export function groupsOf(claims: Readonly<Record<string, unknown>>, attribute: string): readonly string[] | undefined {
  const value = Object.hasOwn(claims, attribute) ? claims[attribute] : descend(claims, attribute.split('.'))
  if (value === undefined) return undefined
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((group) => typeof group === 'string') : []
}

function descend(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key) ? Reflect.get(inner, key) : undefined,
    value,
  )
}
