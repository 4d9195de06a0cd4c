import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'
import { fromMultiValues, toMultiValues } from './multi-values.ts'

const representation = z.object({
  name: z.string(),
  path: z.string(),
  parentId: z.string().optional(),
  attributes: z.record(z.string(), z.array(z.string())).optional(),
})

export const group = resource<AdminClient>()({
  type: 'keycloak:index/group:Group',
  inputs: {
    realmId: { type: 'string', required: true, replaces: true },
    parentId: { type: 'string', replaces: true },
    name: { type: 'string', required: true },
    attributes: { type: 'map' },
  },
  outputs: { path: { type: 'string', changesWith: ['name'] } },
  identity: ['realmId', 'parentId', 'name'],
  async create(admin, { realmId, parentId, name, attributes }) {
    const at = parentId === undefined ? path(realmId, 'groups') : path(realmId, 'groups', parentId, 'children')
    return { id: await admin.post(at, { name, attributes: toMultiValues(attributes) }) }
  },
  async read(admin, id, { realmId }) {
    const found = await admin.get(path(realmId, 'groups', id), representation)
    return found === undefined ? undefined : { ...found, realmId, attributes: fromMultiValues(found.attributes) }
  },
  async update(admin, id, { news: { realmId, name, attributes } }) {
    await admin.put(path(realmId, 'groups', id), { name, attributes: toMultiValues(attributes) })
  },
  async delete(admin, id, { realmId }) {
    await admin.delete(path(realmId, 'groups', id))
  },
})
