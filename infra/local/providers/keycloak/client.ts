import { z } from 'zod'
import type { Properties, ValuesOf } from '../definition/property.ts'
import { resource, type Problem } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'
import { applyAuthorization, authorizationInputs, readAuthorization } from './client-authorization.ts'
import { clientAttributes, fromAttributes, toAttributes } from './client-attributes.ts'

const off = { type: 'boolean', default: false } as const
const text = { type: 'string', computed: true } as const

const inputs = {
  realmId: { type: 'string', required: true, replaces: true },
  clientId: { type: 'string', required: true },
  accessType: { type: 'string', required: true, values: ['CONFIDENTIAL', 'PUBLIC', 'BEARER-ONLY'] },
  clientSecret: { type: 'string', computed: true, secret: true },
  clientAuthenticatorType: { type: 'string', default: 'client-secret' },
  name: text,
  description: text,
  enabled: { type: 'boolean', default: true },
  standardFlowEnabled: off,
  implicitFlowEnabled: off,
  directAccessGrantsEnabled: off,
  serviceAccountsEnabled: off,
  frontchannelLogoutEnabled: off,
  fullScopeAllowed: { type: 'boolean', default: true },
  consentRequired: off,
  alwaysDisplayInConsole: off,
  rootUrl: text,
  adminUrl: text,
  baseUrl: text,
  validRedirectUris: { type: 'set', computed: true },
  webOrigins: { type: 'set', computed: true },
  validPostLogoutRedirectUris: { type: 'set', computed: true },
  pkceCodeChallengeMethod: { type: 'string', values: ['', 'plain', 'S256'] },
  /** Seconds, as text: the official provider hands this and the next through as they are. */
  accessTokenLifespan: text,
  clientSessionIdleTimeout: text,
  clientSessionMaxLifespan: text,
  clientOfflineSessionIdleTimeout: text,
  clientOfflineSessionMaxLifespan: text,
  excludeSessionStateFromAuthResponse: off,
  excludeIssuerFromAuthResponse: off,
  loginTheme: { type: 'string' },
  displayOnConsentScreen: off,
  consentScreenText: text,
  useRefreshTokens: { type: 'boolean', default: true },
  useRefreshTokensClientCredentials: off,
  standardTokenExchangeEnabled: off,
  requireDpopBoundTokens: off,
  frontchannelLogoutUrl: { type: 'string' },
  backchannelLogoutUrl: { type: 'string' },
  backchannelLogoutSessionRequired: { type: 'boolean', default: true },
  backchannelLogoutRevokeOfflineSessions: off,
  oauth2DeviceAuthorizationGrantEnabled: off,
  oauth2DeviceCodeLifespan: { type: 'string' },
  oauth2DevicePollingInterval: { type: 'string' },
  authorization: { type: 'object', properties: authorizationInputs },
  extraConfig: { type: 'map' },
} as const satisfies Properties

type Inputs = ValuesOf<typeof inputs>

const representation = z.object({
  clientId: z.string(),
  secret: z.string().optional(),
  clientAuthenticatorType: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  enabled: z.boolean(),
  publicClient: z.boolean(),
  bearerOnly: z.boolean(),
  standardFlowEnabled: z.boolean(),
  implicitFlowEnabled: z.boolean(),
  directAccessGrantsEnabled: z.boolean(),
  serviceAccountsEnabled: z.boolean(),
  authorizationServicesEnabled: z.boolean().default(false),
  frontchannelLogout: z.boolean(),
  fullScopeAllowed: z.boolean(),
  consentRequired: z.boolean(),
  alwaysDisplayInConsole: z.boolean(),
  rootUrl: z.string().optional(),
  adminUrl: z.string().optional(),
  baseUrl: z.string().optional(),
  redirectUris: z.array(z.string()),
  webOrigins: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
})

const serviceAccount = z.object({ id: z.string() })

export const client = resource<AdminClient>()({
  type: 'keycloak:openid/client:Client',
  inputs,
  outputs: {
    serviceAccountUserId: { type: 'string', changesWith: ['serviceAccountsEnabled'] },
    resourceServerId: { type: 'string' },
  },
  identity: ['realmId', 'clientId'],
  verify,
  async create(admin, news) {
    const id = await admin.post(path(news.realmId, 'clients'), fromInputs(news, {}))
    await applyAuthorization(admin, path(news.realmId, 'clients', id), undefined, news.authorization)
    return { id }
  },
  async read(admin, id, { realmId, authorization, extraConfig }) {
    const at = path(realmId, 'clients', id)
    const found = await admin.get(at, representation)
    if (found === undefined) return undefined
    const { secret, publicClient, bearerOnly, frontchannelLogout, redirectUris, attributes, ...rest } = found
    const { authorizationServicesEnabled: authorized, ...others } = rest
    const account = found.serviceAccountsEnabled
      ? await admin.get(`${at}/service-account-user`, serviceAccount)
      : undefined
    return {
      ...others,
      ...fromAttributes(attributes),
      realmId,
      accessType: publicClient ? 'PUBLIC' : bearerOnly ? 'BEARER-ONLY' : 'CONFIDENTIAL',
      clientSecret: secret,
      frontchannelLogoutEnabled: frontchannelLogout,
      validRedirectUris: redirectUris,
      extraConfig: Object.fromEntries(Object.keys(extraConfig ?? {}).map((key) => [key, attributes[key] ?? ''])),
      serviceAccountUserId: account?.id ?? '',
      authorization: authorized ? await readAuthorization(admin, at, authorization) : undefined,
      resourceServerId: authorized ? id : '',
    }
  },
  async update(admin, id, { olds, news }) {
    const dropped = Object.fromEntries(Object.keys(olds.extraConfig ?? {}).map((key) => [key, '']))
    const at = path(news.realmId, 'clients', id)
    await admin.put(at, fromInputs(news, dropped))
    await applyAuthorization(admin, at, olds.authorization, news.authorization)
  },
  async delete(admin, id, { realmId }) {
    await admin.delete(path(realmId, 'clients', id))
  },
})

/** The rules that the official provider checks before it asks Keycloak. */
function verify(news: Inputs): Problem[] {
  const { accessType, standardFlowEnabled, implicitFlowEnabled, directAccessGrantsEnabled, serviceAccountsEnabled } =
    news
  const redirects = standardFlowEnabled || implicitFlowEnabled
  const anyFlow = redirects || directAccessGrantsEnabled || serviceAccountsEnabled
  const uris = news.validRedirectUris ?? []
  const covered = new Set<string>(Object.values(clientAttributes).map(({ key }) => key))
  const rules: readonly (readonly [boolean, Problem])[] = [
    [accessType === 'BEARER-ONLY' && anyFlow, { property: 'accessType', reason: 'BEARER-ONLY allows no flow' }],
    [
      redirects && uris.length === 0,
      { property: 'validRedirectUris', reason: 'standard and implicit flow require at least one' },
    ],
    [
      !redirects && uris.length > 0,
      { property: 'validRedirectUris', reason: 'allowed with standard or implicit flow only' },
    ],
    [
      serviceAccountsEnabled && accessType === 'PUBLIC',
      { property: 'serviceAccountsEnabled', reason: 'not for a PUBLIC client' },
    ],
    [
      news.authorization !== undefined && !(serviceAccountsEnabled && accessType === 'CONFIDENTIAL'),
      { property: 'authorization', reason: 'for a CONFIDENTIAL client with its service account only' },
    ],
  ]
  const doubled = Object.keys(news.extraConfig ?? {})
    .filter((key) => covered.has(key))
    .map((key) => ({ property: 'extraConfig', reason: `"${key}" has an input of its own` }))
  return [...rules.filter(([broken]) => broken).map(([, problem]) => problem), ...doubled]
}

function fromInputs(news: Inputs, dropped: Readonly<Record<string, string>>): object {
  return {
    protocol: 'openid-connect',
    clientId: news.clientId,
    secret: news.clientSecret,
    clientAuthenticatorType: news.clientAuthenticatorType,
    name: news.name ?? '',
    description: news.description ?? '',
    enabled: news.enabled,
    publicClient: news.accessType === 'PUBLIC',
    bearerOnly: news.accessType === 'BEARER-ONLY',
    standardFlowEnabled: news.standardFlowEnabled,
    implicitFlowEnabled: news.implicitFlowEnabled,
    directAccessGrantsEnabled: news.directAccessGrantsEnabled,
    serviceAccountsEnabled: news.serviceAccountsEnabled,
    authorizationServicesEnabled: news.authorization !== undefined,
    frontchannelLogout: news.frontchannelLogoutEnabled,
    fullScopeAllowed: news.fullScopeAllowed,
    consentRequired: news.consentRequired,
    alwaysDisplayInConsole: news.alwaysDisplayInConsole,
    rootUrl: news.rootUrl,
    adminUrl: news.adminUrl ?? '',
    baseUrl: news.baseUrl ?? '',
    redirectUris: news.validRedirectUris ?? [],
    webOrigins: news.webOrigins ?? [],
    attributes: { ...dropped, ...toAttributes(news), ...news.extraConfig },
  }
}
