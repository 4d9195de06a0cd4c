import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'

/** What every mapper of an identity provider has; the provider is named by its alias. */
const place = {
  realm: { type: 'string', required: true, replaces: true },
  identityProviderAlias: { type: 'string', required: true, replaces: true },
  name: { type: 'string', required: true, replaces: true },
  /** `syncMode` above all: without it Keycloak takes the provider's. */
  extraConfig: { type: 'map' },
} as const

interface Mapper {
  readonly realm: string
  readonly identityProviderAlias: string
  readonly name: string
  readonly extraConfig?: Readonly<Record<string, string>> | undefined
}

const representation = z.object({
  name: z.string(),
  identityProviderMapper: z.string(),
  config: z.record(z.string(), z.string()),
})
type Representation = z.infer<typeof representation>

export const hardcodedGroupIdentityProviderMapper = resource<AdminClient>()({
  type: 'keycloak:index/hardcodedGroupIdentityProviderMapper:HardcodedGroupIdentityProviderMapper',
  inputs: { ...place, group: { type: 'string', required: true } },
  outputs: {},
  identity: ['realm', 'identityProviderAlias', 'name'],
  create: async (admin, news) => ({ id: await create(admin, news, hardcodedGroup(news)) }),
  read: async (admin, id, known) => await read(admin, id, known, ({ config }) => ({ group: config['group'] })),
  update: async (admin, id, { news }) => await update(admin, id, news, hardcodedGroup(news)),
  delete: async (admin, id, olds) => await admin.delete(at(olds, id)),
})

export const attributeImporterIdentityProviderMapper = resource<AdminClient>()({
  type: 'keycloak:index/attributeImporterIdentityProviderMapper:AttributeImporterIdentityProviderMapper',
  inputs: {
    ...place,
    claimName: { type: 'string', required: true },
    userAttribute: { type: 'string', required: true },
  },
  outputs: {},
  identity: ['realm', 'identityProviderAlias', 'name'],
  create: async (admin, news) => ({ id: await create(admin, news, attributeImporter(news)) }),
  read: async (admin, id, known) =>
    await read(admin, id, known, ({ config }) => ({
      claimName: config['claim'],
      userAttribute: config['user.attribute'],
    })),
  update: async (admin, id, { news }) => await update(admin, id, news, attributeImporter(news)),
  delete: async (admin, id, olds) => await admin.delete(at(olds, id)),
})

export const customIdentityProviderMapping = resource<AdminClient>()({
  type: 'keycloak:index/customIdentityProviderMapping:CustomIdentityProviderMapping',
  inputs: { ...place, identityProviderMapper: { type: 'string', required: true, replaces: true } },
  outputs: {},
  identity: ['realm', 'identityProviderAlias', 'name'],
  create: async (admin, news) => ({ id: await create(admin, news, custom(news)) }),
  read: async (admin, id, known) =>
    await read(admin, id, known, ({ identityProviderMapper }) => ({ identityProviderMapper })),
  update: async (admin, id, { news }) => await update(admin, id, news, custom(news)),
  delete: async (admin, id, olds) => await admin.delete(at(olds, id)),
})

type Settings = Omit<Representation, 'name'>

const hardcodedGroup = ({ group }: { readonly group: string }): Settings => ({
  identityProviderMapper: 'oidc-hardcoded-group-idp-mapper',
  config: { group },
})
const attributeImporter = (news: { readonly claimName: string; readonly userAttribute: string }): Settings => ({
  identityProviderMapper: 'oidc-user-attribute-idp-mapper',
  config: { claim: news.claimName, 'user.attribute': news.userAttribute },
})
const custom = ({ identityProviderMapper }: { readonly identityProviderMapper: string }): Settings => ({
  identityProviderMapper,
  config: {},
})

async function create(admin: AdminClient, of: Mapper, settings: Settings): Promise<string> {
  return await admin.post(at(of), toRepresentation(of, settings))
}

async function read<T>(admin: AdminClient, id: string, known: Mapper, own: (found: Representation) => T) {
  const found = await admin.get(at(known, id), representation)
  if (found === undefined) return undefined
  const { realm, identityProviderAlias, extraConfig = {} } = known
  return {
    realm,
    identityProviderAlias,
    name: found.name,
    extraConfig: Object.fromEntries(Object.keys(extraConfig).map((key) => [key, found.config[key] ?? ''])),
    ...own(found),
  }
}

async function update(admin: AdminClient, id: string, of: Mapper, settings: Settings): Promise<void> {
  await admin.put(at(of, id), { id, ...toRepresentation(of, settings) })
}

function toRepresentation({ name, identityProviderAlias, extraConfig }: Mapper, { config, ...settings }: Settings) {
  return { name, identityProviderAlias, ...settings, config: { ...config, ...extraConfig } }
}

function at({ realm, identityProviderAlias }: Mapper, ...id: readonly string[]): string {
  return path(realm, 'identity-provider', 'instances', identityProviderAlias, 'mappers', ...id)
}
