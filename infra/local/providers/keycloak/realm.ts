import type { Properties } from '../definition/property.ts'
import { resource } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'
import { canonicalDuration } from './duration.ts'
import { fromRealmInputs, realmRepresentation, toRealmReading } from './realm-representation.ts'

const flag = { type: 'boolean', computed: true } as const
const duration = { type: 'string', computed: true, canonical: canonicalDuration } as const

export const realmInputs = {
  realm: { type: 'string', required: true, replaces: true },
  enabled: { type: 'boolean', default: true },
  displayName: { type: 'string' },
  displayNameHtml: { type: 'string' },
  sslRequired: { type: 'string', default: 'external', values: ['none', 'external', 'all'] },
  registrationAllowed: flag,
  registrationEmailAsUsername: flag,
  editUsernameAllowed: flag,
  resetPasswordAllowed: flag,
  rememberMe: flag,
  verifyEmail: flag,
  loginWithEmailAllowed: flag,
  duplicateEmailsAllowed: flag,
  defaultSignatureAlgorithm: { type: 'string', computed: true },
  revokeRefreshToken: { type: 'boolean', default: false },
  refreshTokenMaxReuse: { type: 'integer', default: 0, minimum: 0 },
  accessTokenLifespan: duration,
  accessTokenLifespanForImplicitFlow: duration,
  accessCodeLifespan: duration,
  accessCodeLifespanLogin: duration,
  accessCodeLifespanUserAction: duration,
  actionTokenGeneratedByAdminLifespan: duration,
  actionTokenGeneratedByUserLifespan: duration,
  ssoSessionIdleTimeout: duration,
  ssoSessionMaxLifespan: duration,
  ssoSessionIdleTimeoutRememberMe: duration,
  ssoSessionMaxLifespanRememberMe: duration,
  clientSessionIdleTimeout: duration,
  clientSessionMaxLifespan: duration,
  offlineSessionIdleTimeout: duration,
  offlineSessionMaxLifespan: duration,
  offlineSessionMaxLifespanEnabled: { type: 'boolean', default: false },
  passwordPolicy: { type: 'string' },
  securityDefenses: {
    type: 'object',
    computed: true,
    properties: {
      headers: {
        type: 'object',
        computed: true,
        properties: {
          xFrameOptions: { type: 'string', default: 'SAMEORIGIN' },
          contentSecurityPolicy: {
            type: 'string',
            default: "frame-src 'self'; frame-ancestors 'self'; object-src 'none';",
          },
          contentSecurityPolicyReportOnly: { type: 'string', default: '' },
          xContentTypeOptions: { type: 'string', default: 'nosniff' },
          xRobotsTag: { type: 'string', default: 'none' },
          xXssProtection: { type: 'string', default: '1; mode=block' },
          strictTransportSecurity: { type: 'string', default: 'max-age=31536000; includeSubDomains' },
          referrerPolicy: { type: 'string', default: 'no-referrer' },
        },
      },
      /** Left out, brute force detection is off. */
      bruteForceDetection: {
        type: 'object',
        properties: {
          permanentLockout: { type: 'boolean', default: false },
          maxTemporaryLockouts: { type: 'integer', default: 0, minimum: 0 },
          bruteForceStrategy: { type: 'string', default: 'MULTIPLE', values: ['LINEAR', 'MULTIPLE'] },
          maxLoginFailures: { type: 'integer', default: 30, minimum: 0 },
          waitIncrementSeconds: { type: 'integer', default: 60, minimum: 0 },
          quickLoginCheckMilliSeconds: { type: 'integer', default: 1000, minimum: 0 },
          minimumQuickLoginWaitSeconds: { type: 'integer', default: 60, minimum: 0 },
          maxFailureWaitSeconds: { type: 'integer', default: 900, minimum: 0 },
          failureResetTimeSeconds: { type: 'integer', default: 43_200, minimum: 0 },
        },
      },
    },
  },
} as const satisfies Properties

export const realm = resource<AdminClient>()({
  type: 'keycloak:index/realm:Realm',
  inputs: realmInputs,
  outputs: { internalId: { type: 'string' } },
  identity: ['realm'],
  async create(admin, inputs) {
    // The realm's name is its id too, as with the official provider.
    await admin.post('', { id: inputs.realm, ...fromRealmInputs(inputs) })
    return { id: inputs.realm }
  },
  async read(admin, id) {
    const found = await admin.get(path(id), realmRepresentation)
    return found === undefined ? undefined : toRealmReading(found)
  },
  async update(admin, id, { news }) {
    await admin.put(path(id), fromRealmInputs(news))
  },
  async delete(admin, id) {
    await admin.delete(path(id))
  },
})
