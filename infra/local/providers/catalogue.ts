import { createRequire } from 'node:module'
import type { ProviderDefinition } from './definition/resource.ts'

export const providerNames = ['keycloak', 'postgresql', 'minio', 'random'] as const

export type ProviderName = (typeof providerNames)[number]

export function isProviderName(name: string | undefined): name is ProviderName {
  return providerNames.some((known) => known === name)
}

/** Loaded one by one, so that a plugin holds only what it serves. */
const providers: Readonly<Record<ProviderName, () => Promise<ProviderDefinition<unknown>>>> = {
  keycloak: async () => (await import('./keycloak/provider.ts')).keycloak,
  postgresql: async () => (await import('./postgresql/provider.ts')).postgresql,
  minio: async () => (await import('./minio/provider.ts')).minio,
  random: async () => (await import('./random/provider.ts')).random,
}

export async function providerNamed(name: ProviderName): Promise<ProviderDefinition<unknown>> {
  return await providers[name]()
}

/** The version of the installed SDK, which is the plugin version that the engine asks for. */
export function versionOf(name: ProviderName): string {
  const manifest: unknown = createRequire(import.meta.url)(`@pulumi/${name}/package.json`)
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest) return String(manifest.version)
  throw new Error(`the package @pulumi/${name} has no version`)
}
