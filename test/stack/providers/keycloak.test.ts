import * as keycloak from '@pulumi/keycloak'
import * as pulumi from '@pulumi/pulumi'
import { inject } from 'vitest'
import { z } from 'zod'
import { uniqueName } from './engine.ts'
import { api } from './keycloak-admin.ts'
import { describeLife, pick, type Phase } from './life.ts'

const { url, adminClientId, adminClientSecret } = inject('stack').keycloak

/** Where the children are, where they move to, and one that is renamed. */
const [home, abroad] = [uniqueName('home'), uniqueName('abroad')]
const [realm, renamed] = [uniqueName('realm'), uniqueName('renamed')]

function program(phase: Phase): void {
  const at = pick(phase)
  const provider = new keycloak.Provider('keycloak', {
    url,
    realm: 'master',
    clientId: adminClientId,
    clientSecret: pulumi.secret(adminClientSecret),
    initialLogin: false,
    // The SDK's default is five seconds; making three realms at once takes longer on a busy machine.
    clientTimeout: 60,
  })
  const opts = { provider }
  new keycloak.Realm(
    'realm',
    {
      realm: at(realm, realm, renamed),
      displayName: at('One', 'Two', 'Two'),
      accessTokenLifespan: at('5m', '600s', '10m0s'),
      passwordPolicy: 'length(12)',
      securityDefenses: { bruteForceDetection: { maxLoginFailures: at(5, 7, 7) }, headers: { xFrameOptions: 'DENY' } },
    },
    opts,
  )
  const homeRealm = new keycloak.Realm('home', { realm: home }, opts)
  const abroadRealm = new keycloak.Realm('abroad', { realm: abroad }, opts)
  const realmId = at(homeRealm.id, homeRealm.id, abroadRealm.id)
  new keycloak.RealmEvents(
    'events',
    { realmId, eventsEnabled: true, eventsExpiration: at(60, 120, 120), eventsListeners: ['jboss-logging'] },
    opts,
  )
  const group = new keycloak.Group('group', { realmId, name: at('readers', 'people', 'people') }, opts)
  const child = new keycloak.Group(
    'child',
    { realmId, parentId: group.id, name: 'child', attributes: { colours: at('red##blue', 'green', 'green') } },
    opts,
  )
  const user = new keycloak.User(
    'user',
    {
      realmId,
      username: 'alice',
      email: at('alice@example.com', 'alice@example.org', 'alice@example.org'),
      emailVerified: true,
      firstName: 'Alice',
      lastName: 'Analyst',
      enabled: true,
      initialPassword: { value: pulumi.secret('correct horse battery'), temporary: false },
    },
    opts,
  )
  new keycloak.UserGroups(
    'membership',
    {
      realmId,
      userId: user.id,
      groupIds: at([group.id], [group.id, child.id], [group.id, child.id]),
      exhaustive: false,
    },
    opts,
  )
  const client = new keycloak.openid.Client(
    'client',
    {
      realmId,
      clientId: at('gateway', 'gateway-two', 'gateway-two'),
      accessType: 'CONFIDENTIAL',
      standardFlowEnabled: true,
      serviceAccountsEnabled: true,
      pkceCodeChallengeMethod: 'S256',
      validRedirectUris: at(['https://a.test/callback'], ['https://b.test/callback'], ['https://b.test/callback']),
      validPostLogoutRedirectUris: ['https://a.test/out', 'https://b.test/out'],
      backchannelLogoutUrl: 'https://a.test/logout',
      fullScopeAllowed: false,
      extraConfig: { 'acr.loa.map': '{}' },
    },
    opts,
  )
  const scope = new keycloak.openid.ClientScope(
    'scope',
    { realmId, name: 'groups', description: at('first', 'second', 'second'), includeInTokenScope: true, guiOrder: 3 },
    opts,
  )
  new keycloak.openid.GroupMembershipProtocolMapper(
    'groups-mapper',
    { realmId, clientScopeId: scope.id, name: 'groups', claimName: at('groups', 'teams', 'teams'), fullPath: false },
    opts,
  )
  new keycloak.openid.AudienceProtocolMapper(
    'audience-mapper',
    {
      realmId,
      clientScopeId: scope.id,
      name: 'audience',
      includedCustomAudience: at('mlflow', 'other', 'other'),
      addToIdToken: false,
    },
    opts,
  )
  const optional = new keycloak.openid.ClientOptionalScopes(
    'optional-scopes',
    { realmId, clientId: client.id, optionalScopes: at(['phone'], [], []) },
    opts,
  )
  new keycloak.openid.ClientDefaultScopes(
    'default-scopes',
    {
      realmId,
      clientId: client.id,
      defaultScopes: at(['basic', 'profile'], ['basic', 'profile', 'email'], ['basic', 'profile', 'email']),
    },
    { ...opts, dependsOn: [optional, scope] },
  )
}

const listAnswer = z.array(z.looseObject({ id: z.string(), name: z.string().optional() }))
type Entry = z.infer<typeof listAnswer>[number]

/** The one entry of a list, in whichever of the two realms it is. */
async function only(list: string, fits: (entry: Entry) => boolean): Promise<{ at: string; entry: Entry } | undefined> {
  for (const name of [home, abroad]) {
    const found = await api('GET', `${name}/${list}`)
    const entry = found === undefined ? undefined : listAnswer.parse(found).find(fits)
    if (entry !== undefined) return { at: name, entry }
  }
  return undefined
}

const groupOf = async () => await only('groups', ({ name }) => name === 'readers' || name === 'people')
const userOf = async () => await only('users?username=alice', () => true)
const clientOf = async () => await only('clients', ({ clientId }) => String(clientId).startsWith('gateway'))
const scopeOf = async () => await only('client-scopes', ({ name }) => name === 'groups')

const childOf = async () => {
  const group = await groupOf()
  if (group === undefined) return undefined
  const children = listAnswer.parse(
    await api('GET', `${group.at}/groups/${group.entry.id}/children?briefRepresentation=false`),
  )
  return children[0] === undefined ? undefined : { at: group.at, entry: children[0] }
}
const mapperOf = async (name: string) => {
  const scope = await scopeOf()
  if (scope === undefined) return undefined
  const path = `${scope.at}/client-scopes/${scope.entry.id}/protocol-mappers/models`
  const entry = listAnswer.parse(await api('GET', path)).find((mapper) => mapper.name === name)
  return entry === undefined ? undefined : { at: scope.at, path, entry }
}
const scopesOf = async (kind: 'default' | 'optional') => {
  const client = await clientOf()
  if (client === undefined) return undefined
  const path = `${client.at}/clients/${client.entry.id}/${kind}-client-scopes`
  return { at: client.at, path, entries: listAnswer.parse(await api('GET', path)) }
}

/** The name of the realm that a thing is in, and what the function tells of it. */
function look<T extends { at: string }>(find: () => Promise<T | undefined>, tell: (found: T) => unknown) {
  return async (): Promise<unknown> => {
    const found = await find()
    return found === undefined ? undefined : [found.at, tell(found)]
  }
}

const erase = (list: string, find: () => Promise<{ at: string; entry: Entry } | undefined>) => async () => {
  const found = await find()
  await api('DELETE', `${found?.at}/${list}/${found?.entry.id}`)
}

const realmAnswer = z.looseObject({
  realm: z.string(),
  displayName: z.string(),
  accessTokenLifespan: z.number(),
  bruteForceProtected: z.boolean(),
  failureFactor: z.number(),
})
const lookAtRealm = async (): Promise<unknown> => {
  for (const name of [realm, renamed]) {
    const found = await api('GET', name)
    if (found === undefined) continue
    const { displayName, accessTokenLifespan, bruteForceProtected, failureFactor } = realmAnswer.parse(found)
    return [name, displayName, accessTokenLifespan, bruteForceProtected, failureFactor]
  }
  return undefined
}

/** The realm whose events are on, and for how many seconds they are kept. */
const lookAtEvents = async (): Promise<unknown> => {
  for (const name of [home, abroad]) {
    const config = await api('GET', `${name}/events/config`)
    const answer = z.object({ eventsEnabled: z.boolean(), eventsExpiration: z.number().optional() }).optional()
    const { eventsEnabled = false, eventsExpiration } = answer.parse(config) ?? {}
    if (eventsEnabled) return [name, eventsExpiration]
  }
  return undefined
}

const lookAtMembership = async (): Promise<unknown> => {
  const user = await userOf()
  if (user === undefined) return undefined
  const groups = listAnswer.parse(await api('GET', `${user.at}/users/${user.entry.id}/groups`))
  return [user.at, groups.map(({ name }) => name).toSorted()]
}

const clientFacts = ({ entry }: { entry: Entry }): unknown[] => {
  const { attributes } = z.looseObject({ attributes: z.record(z.string(), z.string()) }).parse(entry)
  return [entry['clientId'], entry['redirectUris'], attributes['post.logout.redirect.uris'], attributes['acr.loa.map']]
}
const configOf =
  (key: string) =>
  ({ entry }: { entry: Entry }) =>
    z.looseObject({ config: z.record(z.string(), z.string()) }).parse(entry).config[key]
const names = ({ entries }: { entries: readonly Entry[] }) => entries.map(({ name }) => name).toSorted()
const [redirects, logouts] = ['https://b.test/callback', 'https://a.test/out##https://b.test/out']

describeLife({
  provider: 'keycloak',
  program,
  lives: {
    realm: {
      type: 'keycloak:index/realm:Realm',
      look: lookAtRealm,
      created: [realm, 'One', 300, true, 5],
      updated: [realm, 'Two', 600, true, 7],
      replaced: [renamed, 'Two', 600, true, 7],
      tamper: async () => void (await api('PUT', realm, { bruteForceProtected: false, accessTokenLifespan: 86_400 })),
      erase: async () => void (await api('DELETE', renamed)),
    },
    events: {
      type: 'keycloak:index/realmEvents:RealmEvents',
      look: lookAtEvents,
      created: [home, 60],
      updated: [home, 120],
      replaced: [abroad, 120],
      tamper: async () => void (await api('PUT', `${home}/events/config`, { eventsEnabled: false })),
    },
    group: {
      type: 'keycloak:index/group:Group',
      look: look(groupOf, ({ entry }) => entry.name),
      created: [home, 'readers'],
      updated: [home, 'people'],
      replaced: [abroad, 'people'],
      tamper: async () => void (await api('PUT', `${home}/groups/${(await groupOf())?.entry.id}`, { name: 'readers' })),
    },
    child: {
      type: 'keycloak:index/group:Group',
      look: look(childOf, ({ entry }) => entry['attributes']),
      created: [home, { colours: ['red', 'blue'] }],
      updated: [home, { colours: ['green'] }],
      replaced: [abroad, { colours: ['green'] }],
      tamper: async () =>
        void (await api('PUT', `${home}/groups/${(await childOf())?.entry.id}`, {
          name: 'child',
          attributes: { a: ['b'] },
        })),
    },
    user: {
      type: 'keycloak:index/user:User',
      look: look(userOf, ({ entry }) => [entry['email'], entry['enabled']]),
      created: [home, ['alice@example.com', true]],
      updated: [home, ['alice@example.org', true]],
      replaced: [abroad, ['alice@example.org', true]],
      tamper: async () => void (await api('PUT', `${home}/users/${(await userOf())?.entry.id}`, { enabled: false })),
      erase: erase('users', userOf),
    },
    membership: {
      type: 'keycloak:index/userGroups:UserGroups',
      look: lookAtMembership,
      created: [home, ['readers']],
      updated: [home, ['child', 'people']],
      replaced: [abroad, ['child', 'people']],
      tamper: async () => {
        const [user, group] = [await userOf(), await groupOf()]
        await api('DELETE', `${home}/users/${user?.entry.id}/groups/${group?.entry.id}`)
      },
    },
    client: {
      type: 'keycloak:openid/client:Client',
      look: look(clientOf, clientFacts),
      created: [home, ['gateway', ['https://a.test/callback'], logouts, '{}']],
      updated: [home, ['gateway-two', [redirects], logouts, '{}']],
      replaced: [abroad, ['gateway-two', [redirects], logouts, '{}']],
      tamper: async () => {
        const client = await clientOf()
        await api('PUT', `${home}/clients/${client?.entry.id}`, { ...client?.entry, redirectUris: ['*'] })
      },
    },
    scope: {
      type: 'keycloak:openid/clientScope:ClientScope',
      look: look(scopeOf, ({ entry }) => entry['description']),
      created: [home, 'first'],
      updated: [home, 'second'],
      replaced: [abroad, 'second'],
      tamper: async () => {
        const scope = await scopeOf()
        await api('PUT', `${home}/client-scopes/${scope?.entry.id}`, { ...scope?.entry, description: 'by hand' })
      },
    },
    'groups-mapper': {
      type: 'keycloak:openid/groupMembershipProtocolMapper:GroupMembershipProtocolMapper',
      look: look(async () => await mapperOf('groups'), configOf('claim.name')),
      created: [home, 'groups'],
      updated: [home, 'teams'],
      replaced: [abroad, 'teams'],
      tamper: async () => {
        const mapper = await mapperOf('groups')
        const config = { 'claim.name': 'teams', 'full.path': 'true' }
        await api('PUT', `${mapper?.path}/${mapper?.entry.id}`, { ...mapper?.entry, config })
      },
    },
    'audience-mapper': {
      type: 'keycloak:openid/audienceProtocolMapper:AudienceProtocolMapper',
      look: look(async () => await mapperOf('audience'), configOf('included.custom.audience')),
      created: [home, 'mlflow'],
      updated: [home, 'other'],
      replaced: [abroad, 'other'],
      erase: async () => {
        const mapper = await mapperOf('audience')
        await api('DELETE', `${mapper?.path}/${mapper?.entry.id}`)
      },
    },
    'default-scopes': {
      type: 'keycloak:openid/clientDefaultScopes:ClientDefaultScopes',
      look: look(async () => await scopesOf('default'), names),
      created: [home, ['basic', 'profile']],
      updated: [home, ['basic', 'email', 'profile']],
      replaced: [abroad, ['basic', 'email', 'profile']],
      tamper: async () => {
        const scopes = await scopesOf('default')
        await api('DELETE', `${scopes?.path}/${scopes?.entries.find(({ name }) => name === 'basic')?.id}`)
      },
    },
    'optional-scopes': {
      type: 'keycloak:openid/clientOptionalScopes:ClientOptionalScopes',
      look: look(async () => await scopesOf('optional'), names),
      created: [home, ['phone']],
      updated: [home, []],
      replaced: [abroad, []],
      tamper: async () => {
        const scopes = await scopesOf('optional')
        const phone = await only('client-scopes', ({ name }) => name === 'phone')
        await api('PUT', `${scopes?.path}/${phone?.entry.id}`)
      },
    },
  },
})
