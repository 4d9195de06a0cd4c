import * as keycloak from '@pulumi/keycloak'
import * as pulumi from '@pulumi/pulumi'
import { inject } from 'vitest'
import { z } from 'zod'
import { uniqueName } from './engine.ts'
import { api } from './keycloak-admin.ts'
import { describeLife, pick, type Phase } from './life.ts'

const { url, adminClientId, adminClientSecret } = inject('stack').keycloak
const realm = uniqueName('services')

function program(phase: Phase): void {
  const at = pick(phase)
  const provider = new keycloak.Provider('keycloak', {
    url,
    realm: 'master',
    clientId: adminClientId,
    clientSecret: pulumi.secret(adminClientSecret),
    initialLogin: false,
    clientTimeout: 60,
  })
  const opts = { provider }
  const home = new keycloak.Realm('home', { realm }, opts)
  const group = new keycloak.Group('group', { realmId: home.id, name: 'people' }, opts)
  const broker = new keycloak.oidc.IdentityProvider(
    'broker',
    {
      realm: home.id,
      alias: at('corporate', 'corporate', 'company'),
      displayName: at('One', 'Two', 'Two'),
      clientId: 'gatehouse',
      clientSecret: pulumi.secret('a secret of the other side'),
      authorizationUrl: 'https://login.test/authorize',
      tokenUrl: 'https://login.test/token',
      jwksUrl: 'https://login.test/keys',
      issuer: 'https://login.test',
      defaultScopes: 'openid email',
      validateSignature: true,
      storeToken: false,
      syncMode: 'FORCE',
      extraConfig: { pkceEnabled: 'true', pkceMethod: 'S256' },
    },
    opts,
  )
  const of = { realm: home.id, identityProviderAlias: broker.alias }
  const extraConfig = { syncMode: at('FORCE', 'INHERIT', 'INHERIT') }
  new keycloak.HardcodedGroupIdentityProviderMapper(
    'hardcoded',
    { ...of, name: 'hardcoded', group: '/people', extraConfig },
    { ...opts, dependsOn: group },
  )
  new keycloak.AttributeImporterIdentityProviderMapper(
    'importer',
    { ...of, name: 'importer', claimName: at('team', 'department', 'department'), userAttribute: 'team', extraConfig },
    opts,
  )
  new keycloak.CustomIdentityProviderMapping(
    'advanced',
    {
      ...of,
      name: 'advanced',
      identityProviderMapper: 'oidc-advanced-group-idp-mapper',
      extraConfig: { ...extraConfig, claims: '[{"key":"groups","value":"x"}]', group: '/people' },
    },
    { ...opts, dependsOn: group },
  )

  const client = new keycloak.openid.Client(
    'server',
    {
      realmId: home.id,
      clientId: 'server',
      accessType: 'CONFIDENTIAL',
      serviceAccountsEnabled: true,
      authorization: {
        policyEnforcementMode: at('PERMISSIVE', 'ENFORCING', 'ENFORCING'),
        decisionStrategy: 'UNANIMOUS',
        allowRemoteResourceManagement: false,
        keepDefaults: false,
      },
    },
    opts,
  )
  const server = { realmId: home.id, resourceServerId: client.resourceServerId }
  const scope = new keycloak.openid.ClientAuthorizationScope(
    'scope',
    { ...server, name: 'read', displayName: at('Read', 'Reading', 'Reading') },
    opts,
  )
  const experiments = new keycloak.openid.ClientAuthorizationResource(
    'resource',
    {
      ...server,
      name: 'experiments',
      type: 'experiment',
      uris: at(['/a'], ['/a', '/b'], ['/a', '/b']),
      scopes: [scope.name],
    },
    opts,
  )
  const policy = new keycloak.openid.ClientGroupPolicy(
    'policy',
    {
      ...server,
      name: 'people',
      groups: [{ id: group.id, path: '/people', extendChildren: false }],
      logic: at('POSITIVE', 'NEGATIVE', 'NEGATIVE'),
      decisionStrategy: 'UNANIMOUS',
    },
    opts,
  )
  const by = at('scope', 'scope', 'resource')
  new keycloak.openid.ClientAuthorizationPermission(
    'permission',
    {
      ...server,
      name: 'people read',
      description: at('first', 'second', 'second'),
      type: by,
      policies: [policy.id],
      ...(by === 'scope' ? { scopes: [scope.id] } : { resources: [experiments.id] }),
    },
    opts,
  )
}

const entries = z.array(z.looseObject({ id: z.string().optional(), name: z.string().optional() }))
type Entry = z.infer<typeof entries>[number]
const config = (found: Entry) => z.looseObject({ config: z.record(z.string(), z.string()) }).parse(found).config

async function all(path: string): Promise<Entry[]> {
  const found = await api('GET', `${realm}/${path}`)
  return found === undefined ? [] : entries.parse(found)
}

/** The broker under whichever alias it has now. */
async function brokerOf() {
  for (const alias of ['corporate', 'company']) {
    const path = `identity-provider/instances/${alias}`
    const found = await api('GET', `${realm}/${path}`)
    if (found !== undefined) return { path, entry: z.looseObject({ alias: z.string() }).parse(found) }
  }
  return undefined
}
async function mapperOf(name: string) {
  const broker = await brokerOf()
  if (broker === undefined) return undefined
  const path = `${broker.path}/mappers`
  const found = (await all(path)).find((mapper) => mapper.name === name)
  return found === undefined ? undefined : { path: `${path}/${found.id}`, entry: found }
}
async function serverPath(): Promise<string | undefined> {
  const [client] = await all('clients?clientId=server')
  return client === undefined ? undefined : `clients/${client.id}/authz/resource-server`
}
async function inServer(kind: string, name: string) {
  const path = await serverPath()
  if (path === undefined) return undefined
  const found = (await all(`${path}/${kind}`)).find((each) => each.name === name)
  return found === undefined ? undefined : { path: `${path}/${kind}/${found.id ?? String(found['_id'])}`, entry: found }
}
const look =
  <T>(find: () => Promise<T | undefined>, tell: (found: T) => unknown) =>
  async () => {
    const found = await find()
    return found === undefined ? undefined : tell(found)
  }
const put = async (found: { path: string; entry: object } | undefined, change: object) =>
  void (await api('PUT', `${realm}/${found?.path}`, { ...found?.entry, ...change }))

describeLife({
  provider: 'keycloak, brokering and authorization services',
  program,
  lives: {
    broker: {
      type: 'keycloak:oidc/identityProvider:IdentityProvider',
      look: look(brokerOf, ({ entry }) => [entry.alias, entry['displayName']]),
      created: ['corporate', 'One'],
      updated: ['corporate', 'Two'],
      replaced: ['company', 'Two'],
      tamper: async () => {
        const found = await brokerOf()
        const settings = z.looseObject({ config: z.record(z.string(), z.string()) }).parse(found?.entry).config
        await put(found, { trustEmail: true, config: { ...settings, validateSignature: 'false' } })
      },
    },
    hardcoded: {
      type: 'keycloak:index/hardcodedGroupIdentityProviderMapper:HardcodedGroupIdentityProviderMapper',
      look: look(
        async () => await mapperOf('hardcoded'),
        ({ entry }) => [config(entry)['group'], config(entry)['syncMode']],
      ),
      created: ['/people', 'FORCE'],
      updated: ['/people', 'INHERIT'],
      replaced: ['/people', 'INHERIT'],
      tamper: async () => await put(await mapperOf('hardcoded'), { config: { group: '/', syncMode: 'INHERIT' } }),
    },
    importer: {
      type: 'keycloak:index/attributeImporterIdentityProviderMapper:AttributeImporterIdentityProviderMapper',
      look: look(
        async () => await mapperOf('importer'),
        ({ entry }) => config(entry)['claim'],
      ),
      created: 'team',
      updated: 'department',
      replaced: 'department',
      erase: async () => void (await api('DELETE', `${realm}/${(await mapperOf('importer'))?.path}`)),
    },
    advanced: {
      type: 'keycloak:index/customIdentityProviderMapping:CustomIdentityProviderMapping',
      look: look(
        async () => await mapperOf('advanced'),
        ({ entry }) => [config(entry)['claims'], config(entry)['syncMode']],
      ),
      created: ['[{"key":"groups","value":"x"}]', 'FORCE'],
      updated: ['[{"key":"groups","value":"x"}]', 'INHERIT'],
      replaced: ['[{"key":"groups","value":"x"}]', 'INHERIT'],
    },
    server: {
      type: 'keycloak:openid/client:Client',
      look: async () => {
        const path = await serverPath()
        const found = path === undefined ? undefined : await api('GET', `${realm}/${path}`)
        return found === undefined
          ? undefined
          : z.looseObject({ policyEnforcementMode: z.string() }).parse(found).policyEnforcementMode
      },
      created: 'PERMISSIVE',
      updated: 'ENFORCING',
      tamper: async () => {
        const path = await serverPath()
        const settings = z.looseObject({}).parse(await api('GET', `${realm}/${path}`))
        await put({ path: path ?? '', entry: settings }, { policyEnforcementMode: 'DISABLED' })
      },
    },
    scope: {
      type: 'keycloak:openid/clientAuthorizationScope:ClientAuthorizationScope',
      look: look(
        async () => await inServer('scope', 'read'),
        ({ entry }) => entry['displayName'],
      ),
      created: 'Read',
      updated: 'Reading',
      tamper: async () => await put(await inServer('scope', 'read'), { displayName: 'by hand' }),
    },
    resource: {
      type: 'keycloak:openid/clientAuthorizationResource:ClientAuthorizationResource',
      // No other resource stays beside it: what Keycloak gives a new resource server is gone.
      look: look(serverPath, async (path) =>
        (await all(`${path}/resource`)).map(({ name, uris }) => [name, z.array(z.string()).parse(uris).toSorted()]),
      ),
      created: [['experiments', ['/a']]],
      updated: [['experiments', ['/a', '/b']]],
      tamper: async () => await put(await inServer('resource', 'experiments'), { uris: ['/*'] }),
    },
    policy: {
      type: 'keycloak:openid/clientGroupPolicy:ClientGroupPolicy',
      look: look(
        async () => await inServer('policy', 'people'),
        ({ entry }) => entry['logic'],
      ),
      created: 'POSITIVE',
      updated: 'NEGATIVE',
    },
    permission: {
      type: 'keycloak:openid/clientAuthorizationPermission:ClientAuthorizationPermission',
      look: look(
        async () => await inServer('permission', 'people read'),
        ({ entry }) => [entry['type'], entry['description']],
      ),
      created: ['scope', 'first'],
      updated: ['scope', 'second'],
      replaced: ['resource', 'second'],
      erase: async () => void (await api('DELETE', `${realm}/${(await inServer('permission', 'people read'))?.path}`)),
    },
  },
})
