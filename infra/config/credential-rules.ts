import { credentialNames, type CredentialSettings } from './credentials.ts'
import type { Problem } from './rules.ts'

/** Rules of the store with the namespaces that Secrets are for. `others`: namespaces besides the stack's own. */
export function secretStoreProblems(credentials: CredentialSettings, others: readonly string[]): Problem[] {
  if (credentials.mode !== 'externalSecrets') return []
  const { store, paths, prefix } = credentials
  const foreign = [...new Set(others)]
  const outOfReach: Problem[] =
    store.kind === 'SecretStore' && foreign.length > 0
      ? [
          {
            key: 'credentials.store.kind',
            value: JSON.stringify(store.kind),
            remedy: `use ClusterSecretStore: a SecretStore serves its own namespace, and there are Secrets in ${foreign.join(', ')} too`,
          },
        ]
      : []
  const given = new Map(Object.entries(paths))
  const pathOf = (name: string) => given.get(name) ?? `${prefix}/${name}`
  const taken = [...given].filter(([name]) =>
    credentialNames.some((other) => other !== name && pathOf(other) === pathOf(name)),
  )
  return [
    ...outOfReach,
    ...taken.map(([name, path]) => ({
      key: `credentials.paths.${name}`,
      value: JSON.stringify(path),
      remedy: 'choose another path: this one is another credential of the same stack',
    })),
  ]
}
