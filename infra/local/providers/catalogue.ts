import { createRequire } from 'node:module'
import type { ProviderDefinition } from './definition/resource.ts'
import { defined } from './plugin/defined.ts'
import type { ServedProvider } from './plugin/served.ts'

/** Providers whose resource types are definitions. */
export const definedNames = ['keycloak', 'postgresql', 'minio', 'random'] as const
export const providerNames = [...definedNames, 'kubernetes'] as const

type DefinedName = (typeof definedNames)[number]
export type ProviderName = (typeof providerNames)[number]

export function isProviderName(name: string | undefined): name is ProviderName {
  return providerNames.some((known) => known === name)
}

/** Loaded one by one, so that a plugin holds only what it serves. */
const providers: Readonly<Record<DefinedName, () => Promise<ProviderDefinition<unknown>>>> = {
  keycloak: async () => (await import('./keycloak/provider.ts')).keycloak,
  postgresql: async () => (await import('./postgresql/provider.ts')).postgresql,
  minio: async () => (await import('./minio/provider.ts')).minio,
  random: async () => (await import('./random/provider.ts')).random,
}

export async function providerNamed(name: DefinedName): Promise<ProviderDefinition<unknown>> {
  return await providers[name]()
}

/** Any provider, ready to be served. */
export async function servedNamed(name: ProviderName): Promise<ServedProvider<unknown>> {
  return name === 'kubernetes'
    ? (await import('./kubernetes/provider.ts')).kubernetes
    : defined(await providerNamed(name))
}

/** The version of the installed SDK, which is the plugin version that the engine asks for. */
export function versionOf(name: ProviderName): string {
  const manifest: unknown = createRequire(import.meta.url)(`@pulumi/${name}/package.json`)
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version)
  throw new Error(`the package @pulumi/${name} has no version`)
}
