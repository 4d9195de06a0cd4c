import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import type { AdminClient } from './admin-client.ts'
import { resourceServer, within } from './resource-server.ts'

const representation = z.object({
  name: z.string(),
  displayName: z.string().optional(),
  iconUri: z.string().optional(),
})

export const clientAuthorizationScope = resource<AdminClient>()({
  type: 'keycloak:openid/clientAuthorizationScope:ClientAuthorizationScope',
  inputs: {
    ...resourceServer,
    name: { type: 'string', required: true },
    displayName: { type: 'string' },
    iconUri: { type: 'string' },
  },
  outputs: {},
  identity: ['realmId', 'resourceServerId', 'name'],
  async create(admin, { name, displayName, iconUri, ...of }) {
    return { id: await admin.post(within(of, 'scope'), { name, displayName, iconUri }) }
  },
  async read(admin, id, { realmId, resourceServerId }) {
    const of = { realmId, resourceServerId }
    const found = await admin.get(within(of, 'scope', id), representation)
    return found === undefined ? undefined : { ...of, ...found }
  },
  async update(admin, id, { news: { name, displayName, iconUri, ...of } }) {
    await admin.put(within(of, 'scope', id), { id, name, displayName, iconUri })
  },
  async delete(admin, id, olds) {
    await admin.delete(within(olds, 'scope', id))
  },
})
