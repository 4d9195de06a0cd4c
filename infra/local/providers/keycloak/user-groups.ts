import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'

const representation = z.array(z.object({ id: z.string() }))

interface Membership {
  readonly realmId: string
  readonly userId: string
}

export const userGroups = resource<AdminClient>()({
  type: 'keycloak:index/userGroups:UserGroups',
  inputs: {
    realmId: { type: 'string', required: true, replaces: true },
    userId: { type: 'string', required: true, replaces: true },
    groupIds: { type: 'set', required: true },
    /** Whether the user is taken out of every other group. */
    exhaustive: { type: 'boolean', default: true },
  },
  outputs: {},
  identity: ['realmId', 'userId'],
  async create(admin, { groupIds, exhaustive, ...membership }) {
    await reconcile(admin, membership, { wanted: groupIds, former: [], exhaustive })
    return { id: `${membership.realmId}/${membership.userId}` }
  },
  async read(admin, _id, { groupIds, exhaustive, ...membership }) {
    const found = await groupsOf(admin, membership)
    if (found === undefined) return undefined
    const { realmId, userId } = membership
    return { realmId, userId, exhaustive, groupIds: exhaustive ? found : found.filter((id) => groupIds.includes(id)) }
  },
  async update(admin, _id, { olds, news: { groupIds, exhaustive, ...membership } }) {
    await reconcile(admin, membership, { wanted: groupIds, former: olds.groupIds, exhaustive })
  },
  async delete(admin, _id, { groupIds, ...membership }) {
    for (const id of groupIds) await admin.delete(at(membership, id))
  },
})

async function reconcile(
  admin: AdminClient,
  membership: Membership,
  { wanted, former, exhaustive }: { wanted: readonly string[]; former: readonly string[]; exhaustive: boolean },
): Promise<void> {
  const found = await groupsOf(admin, membership)
  if (found === undefined) throw new Error(`the realm "${membership.realmId}" has no user ${membership.userId}`)
  for (const id of wanted.filter((group) => !found.includes(group))) await admin.put(at(membership, id))
  const surplus = found.filter((group) => !wanted.includes(group) && (exhaustive || former.includes(group)))
  for (const id of surplus) await admin.delete(at(membership, id))
}

/** Undefined where the user doesn't exist. Keycloak pages its answer, 100 a page unless asked for more. */
async function groupsOf(admin: AdminClient, { realmId, userId }: Membership): Promise<readonly string[] | undefined> {
  const groups = await admin.get(
    `${path(realmId, 'users', userId, 'groups')}?briefRepresentation=true&max=-1`,
    representation,
  )
  return groups?.map(({ id }) => id)
}

function at({ realmId, userId }: Membership, groupId: string): string {
  return path(realmId, 'users', userId, 'groups', groupId)
}
