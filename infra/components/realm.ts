import * as keycloak from '@pulumi/keycloak'
import * as pulumi from '@pulumi/pulumi'
import type { KeycloakSettings } from '../config/identity.ts'
import { auditedEvents, eventsExpirationSeconds } from '../plan/audited-events.ts'
import { bruteForceDetection } from '../plan/brute-force.ts'
import { loginPageHeaders } from '../plan/login-page-headers.ts'

export type RealmArgs = KeycloakSettings['realm'] & {
  readonly lifespans: KeycloakSettings['lifespans']
  readonly protect: boolean
}

/**
 * The realm, created or existing. An existing realm is named and never read: its settings belong to somebody else,
 * and a preview works without reaching Keycloak.
 */
export class Realm extends pulumi.ComponentResource {
  readonly realmId: pulumi.Output<string>
  /** The realm's own resource where the stack owns it. */
  readonly resource: keycloak.Realm | undefined

  constructor(name: string, args: RealmArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Realm', name, {}, opts)
    this.resource = args.manage === 'create' ? this.declareRealm(name, args) : undefined
    this.realmId = this.resource === undefined ? pulumi.output(args.name) : this.resource.id
    this.registerOutputs({ realmId: this.realmId })
  }

  private declareRealm(name: string, { name: realm, displayName, lifespans, protect }: RealmArgs): keycloak.Realm {
    const resource = new keycloak.Realm(
      name,
      {
        realm,
        displayName,
        enabled: true,
        sslRequired: 'external',
        registrationAllowed: false,
        resetPasswordAllowed: true,
        loginWithEmailAllowed: true,
        duplicateEmailsAllowed: false,
        editUsernameAllowed: false,
        rememberMe: false,
        accessTokenLifespan: lifespans.accessToken,
        accessCodeLifespan: lifespans.loginCode,
        ssoSessionIdleTimeout: lifespans.sessionIdle,
        ssoSessionMaxLifespan: lifespans.sessionMax,
        // A refresh token is good once: a stolen one shows itself (RFC 9700 §4.14.2).
        revokeRefreshToken: true,
        refreshTokenMaxReuse: 0,
        defaultSignatureAlgorithm: 'RS256',
        securityDefenses: { bruteForceDetection, headers: loginPageHeaders },
      },
      { parent: this, protect },
    )
    new keycloak.RealmEvents(
      `${name}-events`,
      {
        realmId: resource.id,
        eventsEnabled: true,
        eventsExpiration: eventsExpirationSeconds,
        enabledEventTypes: [...auditedEvents],
        adminEventsEnabled: true,
        // Details of an admin event hold whole representations, passwords of new users among them.
        adminEventsDetailsEnabled: false,
        eventsListeners: ['jboss-logging'],
      },
      { parent: this, deletedWith: resource },
    )
    return resource
  }
}
