import { z } from 'zod'
import type { ValuesOf } from '../definition/property.ts'
import { resource } from '../definition/resource.ts'
import type { AdminClient } from './admin-client.ts'
import { resourceServer, within } from './resource-server.ts'

const inputs = {
  ...resourceServer,
  name: { type: 'string', required: true },
  displayName: { type: 'string' },
  type: { type: 'string' },
  iconUri: { type: 'string' },
  uris: { type: 'set' },
  /** Names of scopes. */
  scopes: { type: 'set' },
  ownerManagedAccess: { type: 'boolean', default: false },
} as const

const representation = z.object({
  name: z.string(),
  displayName: z.string().optional(),
  type: z.string().optional(),
  icon_uri: z.string().optional(),
  uris: z.array(z.string()).default([]),
  scopes: z.array(z.object({ name: z.string() })).default([]),
  ownerManagedAccess: z.boolean(),
})

export const clientAuthorizationResource = resource<AdminClient>()({
  type: 'keycloak:openid/clientAuthorizationResource:ClientAuthorizationResource',
  inputs,
  outputs: {},
  identity: ['realmId', 'resourceServerId', 'name'],
  async create(admin, news) {
    return { id: await admin.post(within(news, 'resource'), toRepresentation(news)) }
  },
  async read(admin, id, { realmId, resourceServerId }) {
    const of = { realmId, resourceServerId }
    const found = await admin.get(within(of, 'resource', id), representation)
    if (found === undefined) return undefined
    const { icon_uri: iconUri, scopes, ...others } = found
    return { ...of, ...others, iconUri, scopes: scopes.map(({ name }) => name) }
  },
  async update(admin, id, { news }) {
    await admin.put(within(news, 'resource', id), { _id: id, ...toRepresentation(news) })
  },
  async delete(admin, id, olds) {
    await admin.delete(within(olds, 'resource', id))
  },
})

function toRepresentation({
  name,
  displayName,
  type,
  iconUri,
  uris,
  scopes,
  ownerManagedAccess,
}: ValuesOf<typeof inputs>) {
  return {
    name,
    displayName,
    type,
    icon_uri: iconUri,
    uris: uris ?? [],
    scopes: (scopes ?? []).map((scope) => ({ name: scope })),
    ownerManagedAccess,
  }
}
