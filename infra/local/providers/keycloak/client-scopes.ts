import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'

const representation = z.array(z.object({ id: z.string(), name: z.string() }))

type Kind = 'default' | 'optional'

interface ScopesOfClient {
  readonly realmId: string
  readonly clientId: string
}

const place = {
  realmId: { type: 'string', required: true, replaces: true },
  /** The client's id in Keycloak, a UUID. */
  clientId: { type: 'string', required: true, replaces: true },
} as const

/** All default scopes of a client: what isn't listed is detached. */
export const clientDefaultScopes = resource<AdminClient>()({
  type: 'keycloak:openid/clientDefaultScopes:ClientDefaultScopes',
  inputs: { ...place, defaultScopes: { type: 'set', required: true } },
  outputs: {},
  identity: ['realmId', 'clientId'],
  async create(admin, { defaultScopes, ...of }) {
    await reconcile(admin, of, 'default', defaultScopes)
    return { id: `${of.realmId}/${of.clientId}` }
  },
  async read(admin, _id, { realmId, clientId }) {
    const found = await attached(admin, { realmId, clientId }, 'default')
    return found === undefined ? undefined : { realmId, clientId, defaultScopes: found.map(({ name }) => name) }
  },
  async update(admin, _id, { news: { defaultScopes, ...of } }) {
    await reconcile(admin, of, 'default', defaultScopes)
  },
  async delete(admin, _id, { defaultScopes, ...of }) {
    await detach(admin, of, 'default', defaultScopes)
  },
})

/** All optional scopes of a client: what isn't listed is detached. */
export const clientOptionalScopes = resource<AdminClient>()({
  type: 'keycloak:openid/clientOptionalScopes:ClientOptionalScopes',
  inputs: { ...place, optionalScopes: { type: 'set', required: true } },
  outputs: {},
  identity: ['realmId', 'clientId'],
  async create(admin, { optionalScopes, ...of }) {
    await reconcile(admin, of, 'optional', optionalScopes)
    return { id: `${of.realmId}/${of.clientId}` }
  },
  async read(admin, _id, { realmId, clientId }) {
    const found = await attached(admin, { realmId, clientId }, 'optional')
    return found === undefined ? undefined : { realmId, clientId, optionalScopes: found.map(({ name }) => name) }
  },
  async update(admin, _id, { news: { optionalScopes, ...of } }) {
    await reconcile(admin, of, 'optional', optionalScopes)
  },
  async delete(admin, _id, { optionalScopes, ...of }) {
    await detach(admin, of, 'optional', optionalScopes)
  },
})

/** Undefined where the client doesn't exist. */
async function attached(admin: AdminClient, { realmId, clientId }: ScopesOfClient, kind: Kind) {
  return await admin.get(path(realmId, 'clients', clientId, `${kind}-client-scopes`), representation)
}

async function reconcile(admin: AdminClient, of: ScopesOfClient, kind: Kind, wanted: readonly string[]): Promise<void> {
  const found = await attached(admin, of, kind)
  if (found === undefined) throw new Error(`the realm "${of.realmId}" has no client with the id ${of.clientId}`)
  await detach(
    admin,
    of,
    kind,
    found.map(({ name }) => name).filter((name) => !wanted.includes(name)),
  )
  await attach(
    admin,
    of,
    kind,
    wanted.filter((name) => !found.some((scope) => scope.name === name)),
  )
}

async function attach(admin: AdminClient, of: ScopesOfClient, kind: Kind, names: readonly string[]): Promise<void> {
  const other = kind === 'default' ? 'optional' : 'default'
  const taken = (await attached(admin, of, other)) ?? []
  const doubled = names.filter((name) => taken.some((scope) => scope.name === name))
  if (doubled.length > 0) {
    throw new Error(`attached to the client as ${other} scope already: ${doubled.join(', ')}; detach there first`)
  }
  const known = (await admin.get(path(of.realmId, 'client-scopes'), representation)) ?? []
  for (const name of names) {
    const scope = known.find((candidate) => candidate.name === name)
    if (scope === undefined) throw new Error(`the realm "${of.realmId}" has no client scope "${name}"`)
    await admin.put(path(of.realmId, 'clients', of.clientId, `${kind}-client-scopes`, scope.id))
  }
}

async function detach(admin: AdminClient, of: ScopesOfClient, kind: Kind, names: readonly string[]): Promise<void> {
  const found = (await attached(admin, of, kind)) ?? []
  for (const { id } of found.filter(({ name }) => names.includes(name))) {
    await admin.delete(path(of.realmId, 'clients', of.clientId, `${kind}-client-scopes`, id))
  }
}
