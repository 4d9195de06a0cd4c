import { z } from 'zod'
import type { ReadingOf, ValuesOf } from '../definition/property.ts'
import { durationOf, secondsOf } from './duration.ts'
import type { realmInputs } from './realm.ts'

/** What of Keycloak's RealmRepresentation the inputs speak of. */
export const realmRepresentation = z.object({
  id: z.string(),
  realm: z.string(),
  enabled: z.boolean(),
  displayName: z.string().optional(),
  displayNameHtml: z.string().optional(),
  sslRequired: z.string(),
  registrationAllowed: z.boolean(),
  registrationEmailAsUsername: z.boolean(),
  editUsernameAllowed: z.boolean(),
  resetPasswordAllowed: z.boolean(),
  rememberMe: z.boolean(),
  verifyEmail: z.boolean(),
  loginWithEmailAllowed: z.boolean(),
  duplicateEmailsAllowed: z.boolean(),
  defaultSignatureAlgorithm: z.string(),
  revokeRefreshToken: z.boolean(),
  refreshTokenMaxReuse: z.number(),
  accessTokenLifespan: z.number(),
  accessTokenLifespanForImplicitFlow: z.number(),
  accessCodeLifespan: z.number(),
  accessCodeLifespanLogin: z.number(),
  accessCodeLifespanUserAction: z.number(),
  actionTokenGeneratedByAdminLifespan: z.number(),
  actionTokenGeneratedByUserLifespan: z.number(),
  ssoSessionIdleTimeout: z.number(),
  ssoSessionMaxLifespan: z.number(),
  ssoSessionIdleTimeoutRememberMe: z.number(),
  ssoSessionMaxLifespanRememberMe: z.number(),
  clientSessionIdleTimeout: z.number(),
  clientSessionMaxLifespan: z.number(),
  offlineSessionIdleTimeout: z.number(),
  offlineSessionMaxLifespan: z.number(),
  offlineSessionMaxLifespanEnabled: z.boolean(),
  passwordPolicy: z.string().optional(),
  browserSecurityHeaders: z.object({
    xFrameOptions: z.string().optional(),
    contentSecurityPolicy: z.string().optional(),
    contentSecurityPolicyReportOnly: z.string().optional(),
    xContentTypeOptions: z.string().optional(),
    xRobotsTag: z.string().optional(),
    xXSSProtection: z.string().optional(),
    strictTransportSecurity: z.string().optional(),
    referrerPolicy: z.string().optional(),
  }),
  bruteForceProtected: z.boolean(),
  permanentLockout: z.boolean(),
  maxTemporaryLockouts: z.number(),
  bruteForceStrategy: z.enum(['LINEAR', 'MULTIPLE']),
  failureFactor: z.number(),
  waitIncrementSeconds: z.number(),
  quickLoginCheckMilliSeconds: z.number(),
  minimumQuickLoginWaitSeconds: z.number(),
  maxFailureWaitSeconds: z.number(),
  maxDeltaTimeSeconds: z.number(),
})

type Representation = z.infer<typeof realmRepresentation>
type Inputs = ValuesOf<typeof realmInputs>

/** What the program leaves to the server is left out: Keycloak changes only what it is sent. */
export function fromRealmInputs(inputs: Inputs): object {
  return {
    realm: inputs.realm,
    enabled: inputs.enabled,
    displayName: inputs.displayName ?? '',
    displayNameHtml: inputs.displayNameHtml ?? '',
    sslRequired: inputs.sslRequired,
    // The official provider creates a realm with every flag off that a program leaves out.
    registrationAllowed: inputs.registrationAllowed ?? false,
    registrationEmailAsUsername: inputs.registrationEmailAsUsername ?? false,
    editUsernameAllowed: inputs.editUsernameAllowed ?? false,
    resetPasswordAllowed: inputs.resetPasswordAllowed ?? false,
    rememberMe: inputs.rememberMe ?? false,
    verifyEmail: inputs.verifyEmail ?? false,
    loginWithEmailAllowed: inputs.loginWithEmailAllowed ?? false,
    duplicateEmailsAllowed: inputs.duplicateEmailsAllowed ?? false,
    defaultSignatureAlgorithm: inputs.defaultSignatureAlgorithm,
    revokeRefreshToken: inputs.revokeRefreshToken,
    refreshTokenMaxReuse: inputs.refreshTokenMaxReuse,
    accessTokenLifespan: seconds(inputs.accessTokenLifespan),
    accessTokenLifespanForImplicitFlow: seconds(inputs.accessTokenLifespanForImplicitFlow),
    accessCodeLifespan: seconds(inputs.accessCodeLifespan),
    accessCodeLifespanLogin: seconds(inputs.accessCodeLifespanLogin),
    accessCodeLifespanUserAction: seconds(inputs.accessCodeLifespanUserAction),
    actionTokenGeneratedByAdminLifespan: seconds(inputs.actionTokenGeneratedByAdminLifespan),
    actionTokenGeneratedByUserLifespan: seconds(inputs.actionTokenGeneratedByUserLifespan),
    ssoSessionIdleTimeout: seconds(inputs.ssoSessionIdleTimeout),
    ssoSessionMaxLifespan: seconds(inputs.ssoSessionMaxLifespan),
    ssoSessionIdleTimeoutRememberMe: seconds(inputs.ssoSessionIdleTimeoutRememberMe),
    ssoSessionMaxLifespanRememberMe: seconds(inputs.ssoSessionMaxLifespanRememberMe),
    clientSessionIdleTimeout: seconds(inputs.clientSessionIdleTimeout),
    clientSessionMaxLifespan: seconds(inputs.clientSessionMaxLifespan),
    offlineSessionIdleTimeout: seconds(inputs.offlineSessionIdleTimeout),
    offlineSessionMaxLifespan: seconds(inputs.offlineSessionMaxLifespan),
    offlineSessionMaxLifespanEnabled: inputs.offlineSessionMaxLifespanEnabled,
    passwordPolicy: inputs.passwordPolicy ?? '',
    ...fromDefenses(inputs.securityDefenses),
  }
}

function fromDefenses(defenses: Inputs['securityDefenses']): object {
  if (defenses === undefined) return {}
  const { headers, bruteForceDetection: brute } = defenses
  return { ...fromHeaders(headers), ...(brute === undefined ? { bruteForceProtected: false } : fromBruteForce(brute)) }
}

type Defenses = NonNullable<Inputs['securityDefenses']>

function fromHeaders(headers: Defenses['headers']): object {
  if (headers === undefined) return {}
  const { xXssProtection, ...others } = headers
  return { browserSecurityHeaders: { ...others, xXSSProtection: xXssProtection } }
}

function fromBruteForce(brute: NonNullable<Defenses['bruteForceDetection']>): object {
  const { maxLoginFailures, failureResetTimeSeconds, ...others } = brute
  return {
    ...others,
    bruteForceProtected: true,
    failureFactor: maxLoginFailures,
    maxDeltaTimeSeconds: failureResetTimeSeconds,
  }
}

export function toRealmReading(found: Representation): ReadingOf<typeof realmInputs> & { internalId: string } {
  return {
    internalId: found.id,
    realm: found.realm,
    enabled: found.enabled,
    displayName: found.displayName,
    displayNameHtml: found.displayNameHtml,
    sslRequired: found.sslRequired,
    registrationAllowed: found.registrationAllowed,
    registrationEmailAsUsername: found.registrationEmailAsUsername,
    editUsernameAllowed: found.editUsernameAllowed,
    resetPasswordAllowed: found.resetPasswordAllowed,
    rememberMe: found.rememberMe,
    verifyEmail: found.verifyEmail,
    loginWithEmailAllowed: found.loginWithEmailAllowed,
    duplicateEmailsAllowed: found.duplicateEmailsAllowed,
    defaultSignatureAlgorithm: found.defaultSignatureAlgorithm,
    revokeRefreshToken: found.revokeRefreshToken,
    refreshTokenMaxReuse: found.refreshTokenMaxReuse,
    accessTokenLifespan: durationOf(found.accessTokenLifespan),
    accessTokenLifespanForImplicitFlow: durationOf(found.accessTokenLifespanForImplicitFlow),
    accessCodeLifespan: durationOf(found.accessCodeLifespan),
    accessCodeLifespanLogin: durationOf(found.accessCodeLifespanLogin),
    accessCodeLifespanUserAction: durationOf(found.accessCodeLifespanUserAction),
    actionTokenGeneratedByAdminLifespan: durationOf(found.actionTokenGeneratedByAdminLifespan),
    actionTokenGeneratedByUserLifespan: durationOf(found.actionTokenGeneratedByUserLifespan),
    ssoSessionIdleTimeout: durationOf(found.ssoSessionIdleTimeout),
    ssoSessionMaxLifespan: durationOf(found.ssoSessionMaxLifespan),
    ssoSessionIdleTimeoutRememberMe: durationOf(found.ssoSessionIdleTimeoutRememberMe),
    ssoSessionMaxLifespanRememberMe: durationOf(found.ssoSessionMaxLifespanRememberMe),
    clientSessionIdleTimeout: durationOf(found.clientSessionIdleTimeout),
    clientSessionMaxLifespan: durationOf(found.clientSessionMaxLifespan),
    offlineSessionIdleTimeout: durationOf(found.offlineSessionIdleTimeout),
    offlineSessionMaxLifespan: durationOf(found.offlineSessionMaxLifespan),
    offlineSessionMaxLifespanEnabled: found.offlineSessionMaxLifespanEnabled,
    passwordPolicy: found.passwordPolicy,
    securityDefenses: {
      headers: toHeaders(found),
      bruteForceDetection: found.bruteForceProtected ? toBruteForce(found) : undefined,
    },
  }
}

function toHeaders({ browserSecurityHeaders: headers }: Representation): NonNullable<Defenses['headers']> {
  return {
    xFrameOptions: headers.xFrameOptions ?? '',
    contentSecurityPolicy: headers.contentSecurityPolicy ?? '',
    contentSecurityPolicyReportOnly: headers.contentSecurityPolicyReportOnly ?? '',
    xContentTypeOptions: headers.xContentTypeOptions ?? '',
    xRobotsTag: headers.xRobotsTag ?? '',
    xXssProtection: headers.xXSSProtection ?? '',
    strictTransportSecurity: headers.strictTransportSecurity ?? '',
    referrerPolicy: headers.referrerPolicy ?? '',
  }
}

function toBruteForce(found: Representation): NonNullable<Defenses['bruteForceDetection']> {
  return {
    permanentLockout: found.permanentLockout,
    maxTemporaryLockouts: found.maxTemporaryLockouts,
    bruteForceStrategy: found.bruteForceStrategy,
    maxLoginFailures: found.failureFactor,
    waitIncrementSeconds: found.waitIncrementSeconds,
    quickLoginCheckMilliSeconds: found.quickLoginCheckMilliSeconds,
    minimumQuickLoginWaitSeconds: found.minimumQuickLoginWaitSeconds,
    maxFailureWaitSeconds: found.maxFailureWaitSeconds,
    failureResetTimeSeconds: found.maxDeltaTimeSeconds,
  }
}

function seconds(duration: string | undefined): number | undefined {
  return duration === undefined ? undefined : secondsOf(duration)
}
