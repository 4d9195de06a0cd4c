import { z } from 'zod'
import type { ValuesOf } from '../definition/property.ts'
import { resource } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'

const off = { type: 'boolean', default: false } as const

const inputs = {
  realm: { type: 'string', required: true, replaces: true },
  alias: { type: 'string', required: true, replaces: true },
  displayName: { type: 'string' },
  enabled: { type: 'boolean', default: true },
  clientId: { type: 'string', required: true },
  /** The server masks it: what the state knows stands. */
  clientSecret: { type: 'string', required: true, secret: true, unread: true },
  authorizationUrl: { type: 'string', required: true },
  tokenUrl: { type: 'string', required: true },
  userInfoUrl: { type: 'string' },
  jwksUrl: { type: 'string' },
  logoutUrl: { type: 'string' },
  issuer: { type: 'string' },
  defaultScopes: { type: 'string', default: 'openid' },
  validateSignature: off,
  syncMode: { type: 'string', default: 'LEGACY', values: ['IMPORT', 'FORCE', 'LEGACY'] },
  trustEmail: off,
  storeToken: { type: 'boolean', default: true },
  linkOnly: off,
  hideOnLoginPage: off,
  backchannelSupported: { type: 'boolean', default: true },
  firstBrokerLoginFlowAlias: { type: 'string', default: 'first broker login' },
  guiOrder: { type: 'string' },
  extraConfig: { type: 'map' },
} as const

const representation = z.object({
  alias: z.string(),
  displayName: z.string().optional(),
  enabled: z.boolean(),
  trustEmail: z.boolean().default(false),
  storeToken: z.boolean().default(false),
  linkOnly: z.boolean().default(false),
  hideOnLogin: z.boolean().default(false),
  firstBrokerLoginFlowAlias: z.string().optional(),
  config: z.record(z.string(), z.string()),
})

export const identityProvider = resource<AdminClient>()({
  type: 'keycloak:oidc/identityProvider:IdentityProvider',
  inputs,
  outputs: { internalId: { type: 'string' } },
  identity: ['realm', 'alias'],
  async create(admin, news) {
    await admin.post(path(news.realm, 'identity-provider', 'instances'), toRepresentation(news))
    return { id: news.alias }
  },
  async read(admin, id, { realm, extraConfig }) {
    const at = path(realm, 'identity-provider', 'instances', id)
    const found = await admin.get(at, representation.extend({ internalId: z.string().default('') }))
    if (found === undefined) return undefined
    const { config, hideOnLogin, ...others } = found
    return {
      ...others,
      realm,
      clientId: config['clientId'],
      authorizationUrl: config['authorizationUrl'],
      tokenUrl: config['tokenUrl'],
      userInfoUrl: config['userInfoUrl'],
      jwksUrl: config['jwksUrl'],
      logoutUrl: config['logoutUrl'],
      issuer: config['issuer'],
      defaultScopes: config['defaultScope'],
      syncMode: config['syncMode'],
      guiOrder: config['guiOrder'],
      validateSignature: config['validateSignature'] === 'true',
      backchannelSupported: config['backchannelSupported'] === 'true',
      hideOnLoginPage: hideOnLogin,
      extraConfig: Object.fromEntries(Object.keys(extraConfig ?? {}).map((key) => [key, config[key] ?? ''])),
    }
  },
  async update(admin, id, { news }) {
    await admin.put(path(news.realm, 'identity-provider', 'instances', id), toRepresentation(news))
  },
  async delete(admin, id, { realm }) {
    await admin.delete(path(realm, 'identity-provider', 'instances', id))
  },
})

function toRepresentation(news: ValuesOf<typeof inputs>) {
  return {
    providerId: 'oidc',
    alias: news.alias,
    displayName: news.displayName ?? '',
    enabled: news.enabled,
    trustEmail: news.trustEmail,
    storeToken: news.storeToken,
    linkOnly: news.linkOnly,
    hideOnLogin: news.hideOnLoginPage,
    firstBrokerLoginFlowAlias: news.firstBrokerLoginFlowAlias,
    config: {
      clientId: news.clientId,
      authorizationUrl: news.authorizationUrl,
      tokenUrl: news.tokenUrl,
      userInfoUrl: news.userInfoUrl ?? '',
      jwksUrl: news.jwksUrl ?? '',
      logoutUrl: news.logoutUrl ?? '',
      issuer: news.issuer ?? '',
      defaultScope: news.defaultScopes,
      syncMode: news.syncMode,
      guiOrder: news.guiOrder ?? '',
      validateSignature: String(news.validateSignature),
      backchannelSupported: String(news.backchannelSupported),
      useJwksUrl: String(news.jwksUrl !== undefined),
      clientSecret: news.clientSecret,
      ...news.extraConfig,
    },
  }
}
