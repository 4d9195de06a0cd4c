/** A resource type of the official provider, taken apart. */
export interface ObjectType {
  readonly apiVersion: string
  readonly kind: string
}

/**
 * `kubernetes:core/v1:Secret`, `kubernetes:apps/v1:Deployment`, `kubernetes:postgresql.cnpg.io/v1:Cluster`.
 *
 * @throws where the token names no kind of the API.
 */
export function objectType(token: string): ObjectType {
  const [, group, version, kind] = /^kubernetes:([a-z0-9.-]+)\/(v\d[a-z0-9]*):([A-Z][A-Za-z0-9]+)$/.exec(token) ?? []
  if (group === undefined || version === undefined || kind === undefined || /^(helm\.sh|kustomize|yaml)$/.test(group)) {
    throw new Error(
      `${token} is not served by the stand-in; it serves kubernetes:<group>/<version>:<Kind> and kubernetes:helm.sh/v3:Release`,
    )
  }
  if (kind.endsWith('List')) throw new Error(`${token} is a list; declare its objects one by one`)
  if (kind.endsWith('Patch')) throw new Error(`${token} is not served by the stand-in, which writes whole objects only`)
  return { apiVersion: group === 'core' ? version : `${group}/${version}`, kind }
}
