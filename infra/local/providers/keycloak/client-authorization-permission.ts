import { z } from 'zod'
import type { ValuesOf } from '../definition/property.ts'
import { resource, type Problem } from '../definition/resource.ts'
import type { AdminClient } from './admin-client.ts'
import { resourceServer, within } from './resource-server.ts'

const inputs = {
  ...resourceServer,
  name: { type: 'string', required: true },
  description: { type: 'string' },
  type: { type: 'string', default: 'resource', values: ['resource', 'scope'], replaces: true },
  decisionStrategy: { type: 'string', default: 'UNANIMOUS', values: ['UNANIMOUS', 'AFFIRMATIVE', 'CONSENSUS'] },
  resourceType: { type: 'string' },
  /** Ids, as in the two below. */
  policies: { type: 'set' },
  resources: { type: 'set' },
  scopes: { type: 'set' },
} as const
type Inputs = ValuesOf<typeof inputs>

const representation = z.object({
  name: z.string(),
  description: z.string().optional(),
  decisionStrategy: z.enum(['UNANIMOUS', 'AFFIRMATIVE', 'CONSENSUS']),
  resourceType: z.string().optional(),
})
const ids = z.array(
  z.union([z.object({ id: z.string() }), z.object({ _id: z.string() }).transform(({ _id }) => ({ id: _id }))]),
)

export const clientAuthorizationPermission = resource<AdminClient>()({
  type: 'keycloak:openid/clientAuthorizationPermission:ClientAuthorizationPermission',
  inputs,
  outputs: {},
  identity: ['realmId', 'resourceServerId', 'name'],
  verify,
  async create(admin, news) {
    return { id: await admin.post(within(news, 'permission', news.type), toRepresentation(news)) }
  },
  async read(admin, id, { realmId, resourceServerId, type }) {
    const of = { realmId, resourceServerId }
    const found = await admin.get(within(of, 'permission', type, id), representation)
    if (found === undefined) return undefined
    const listed = async (...rest: readonly string[]) =>
      ((await admin.get(within(of, ...rest), ids)) ?? []).map((entry) => entry.id)
    return {
      ...of,
      ...found,
      type,
      policies: await listed('policy', id, 'associatedPolicies'),
      resources: await listed('permission', id, 'resources'),
      scopes: await listed('permission', id, 'scopes'),
    }
  },
  async update(admin, id, { news }) {
    await admin.put(within(news, 'permission', news.type, id), { id, ...toRepresentation(news) })
  },
  async delete(admin, id, { realmId, resourceServerId, type }) {
    await admin.delete(within({ realmId, resourceServerId }, 'permission', type, id))
  },
})

function verify({ type, scopes, resources, resourceType }: Inputs): Problem[] {
  const problems: readonly (readonly [boolean, Problem])[] = [
    [type === 'scope' && (scopes ?? []).length === 0, { property: 'scopes', reason: 'type "scope" requires some' }],
    [
      resourceType !== undefined && (resources ?? []).length > 0,
      { property: 'resourceType', reason: 'not together with resources' },
    ],
  ]
  return problems.filter(([broken]) => broken).map(([, problem]) => problem)
}

function toRepresentation({ realmId: _realm, resourceServerId: _server, ...news }: Inputs) {
  const { policies = [], resources = [], scopes = [] } = news
  return { ...news, policies, resources, scopes }
}
