import { z } from 'zod'
import type { ValuesOf } from '../definition/property.ts'
import { resource } from '../definition/resource.ts'
import type { AdminClient } from './admin-client.ts'
import { resourceServer, within } from './resource-server.ts'

const inputs = {
  ...resourceServer,
  name: { type: 'string', required: true },
  description: { type: 'string' },
  groups: {
    type: 'list',
    required: true,
    items: {
      id: { type: 'string', required: true },
      path: { type: 'string', required: true },
      extendChildren: { type: 'boolean', required: true },
    },
  },
  groupsClaim: { type: 'string' },
  logic: { type: 'string', default: 'POSITIVE', values: ['POSITIVE', 'NEGATIVE'] },
  decisionStrategy: { type: 'string', required: true, values: ['UNANIMOUS', 'AFFIRMATIVE', 'CONSENSUS'] },
} as const

const representation = z.object({
  name: z.string(),
  description: z.string().optional(),
  groups: z.array(z.object({ id: z.string(), extendChildren: z.boolean().default(false) })).default([]),
  groupsClaim: z.string().optional(),
  logic: z.enum(['POSITIVE', 'NEGATIVE']),
  decisionStrategy: z.enum(['UNANIMOUS', 'AFFIRMATIVE', 'CONSENSUS']),
})

export const clientGroupPolicy = resource<AdminClient>()({
  type: 'keycloak:openid/clientGroupPolicy:ClientGroupPolicy',
  inputs,
  outputs: {},
  identity: ['realmId', 'resourceServerId', 'name'],
  async create(admin, news) {
    return { id: await admin.post(within(news, 'policy', 'group'), toRepresentation(news)) }
  },
  async read(admin, id, { realmId, resourceServerId, groups: known }) {
    const of = { realmId, resourceServerId }
    const found = await admin.get(within(of, 'policy', 'group', id), representation)
    if (found === undefined) return undefined
    // The server keeps a set, and tells no paths: they follow from the ids. The order that the program wrote is no
    // difference.
    const order = known.map((group) => group.id)
    const groups = found.groups
      .map((group) => ({ ...group, path: known.find((each) => each.id === group.id)?.path }))
      .toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
    return { ...of, ...found, groups }
  },
  async update(admin, id, { news }) {
    await admin.put(within(news, 'policy', 'group', id), { id, ...toRepresentation(news) })
  },
  async delete(admin, id, olds) {
    await admin.delete(within(olds, 'policy', 'group', id))
  },
})

function toRepresentation({ realmId: _realm, resourceServerId: _server, ...news }: ValuesOf<typeof inputs>) {
  return { type: 'group', ...news }
}
