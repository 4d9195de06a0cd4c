import { beforeAll, describe, expect, it } from 'vitest'
import { exampleConfiguration, exampleStacks, type RecordedStack, recordStack } from './recorded-stack.ts'
import type { RecordedResource } from './recording.ts'

let local: RecordedStack
beforeAll(async () => {
  local = await recordStack('local')
})

const ofType = (type: string, stack = local) => stack.resources.filter((resource) => resource.type === type)
const named = (type: string, name: string, stack = local): RecordedResource => {
  const found = ofType(type, stack).find((resource) => resource.name === name)
  if (found === undefined) throw new Error(`no ${type} ${name} was declared`)
  return found
}
const client = 'keycloak:openid/client:Client'

describe("the gateway's client", () => {
  it('is a confidential client of the authorization code flow with PKCE S256 and no other way to a token of a person', () => {
    expect(named(client, 'identity-gateway').inputs).toMatchObject({
      clientId: 'mlflow',
      accessType: 'CONFIDENTIAL',
      standardFlowEnabled: true,
      pkceCodeChallengeMethod: 'S256',
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: true,
      fullScopeAllowed: false,
    })
  })

  it('has exact redirect URIs below the public URL and is told of logouts at the internal one', async () => {
    const dev = await recordStack('dev')
    expect(named(client, 'identity-gateway', dev).inputs).toMatchObject({
      validRedirectUris: ['https://mlflow.dev.example.com/callback'],
      validPostLogoutRedirectUris: ['https://mlflow.dev.example.com/oidc/signed-out'],
      backchannelLogoutUrl: 'http://mlflow-gateway.mlflow.svc/oidc/backchannel-logout',
      backchannelLogoutSessionRequired: true,
      webOrigins: [],
    })
  })

  it.each(exampleStacks)('has no wildcard in any URI of stack %s', async (stack) => {
    for (const { name, inputs } of ofType(client, await recordStack(stack)))
      expect(
        JSON.stringify([inputs['validRedirectUris'], inputs['validPostLogoutRedirectUris'], inputs['webOrigins']]),
        name,
      ).not.toContain('*')
  })

  it('carries all its default scopes, `basic` included, and no optional one', () => {
    expect(
      named('keycloak:openid/clientDefaultScopes:ClientDefaultScopes', 'identity-gateway-default-scopes').inputs[
        'defaultScopes'
      ],
    ).toEqual(['basic', 'acr', 'profile', 'email', 'roles', 'web-origins', 'groups', 'mlflow-audience'])
    expect(
      named('keycloak:openid/clientOptionalScopes:ClientOptionalScopes', 'identity-gateway-optional-scopes').inputs[
        'optionalScopes'
      ],
    ).toEqual([])
  })
})

describe('a service client', () => {
  it.each(['mlflow-ci', 'mlflow-otel'])(
    '%s has client credentials, its groups and the audience, and no login',
    (name) => {
      expect(named(client, `identity-${name}`).inputs).toMatchObject({
        clientId: name,
        accessType: 'CONFIDENTIAL',
        standardFlowEnabled: false,
        implicitFlowEnabled: false,
        directAccessGrantsEnabled: false,
        serviceAccountsEnabled: true,
        fullScopeAllowed: false,
      })
      expect(
        named('keycloak:openid/clientDefaultScopes:ClientDefaultScopes', `identity-${name}-default-scopes`).inputs[
          'defaultScopes'
        ],
      ).toEqual(expect.arrayContaining(['basic', 'service_account', 'groups', 'mlflow-audience']))
      expect(named('keycloak:index/userGroups:UserGroups', `identity-${name}-groups`).inputs).toMatchObject({
        userId: `service-account-of-identity-${name}`,
        groupIds: ['id-of-identity-group-mlflow-users'],
        exhaustive: true,
      })
    },
  )
})

describe('the mappers', () => {
  it('put group names into ID token, access token and userinfo', () => {
    expect(
      named(
        'keycloak:openid/groupMembershipProtocolMapper:GroupMembershipProtocolMapper',
        'identity-scopes-groups-mapper',
      ).inputs,
    ).toMatchObject({
      claimName: 'groups',
      fullPath: false,
      addToIdToken: true,
      addToAccessToken: true,
      addToUserinfo: true,
      clientScopeId: 'id-of-identity-scopes-groups',
    })
  })

  it('name the gateway as the audience of access tokens only', () => {
    expect(
      named('keycloak:openid/audienceProtocolMapper:AudienceProtocolMapper', 'identity-scopes-audience-mapper').inputs,
    ).toMatchObject({
      includedCustomAudience: 'mlflow',
      addToAccessToken: true,
      addToIdToken: false,
      clientScopeId: 'id-of-identity-scopes-audience',
    })
  })
})

describe('the realm', () => {
  it('slows down guessing, uses refresh tokens once, keeps sessions short and logs events', () => {
    expect(named('keycloak:index/realm:Realm', 'identity-realm').inputs).toMatchObject({
      realm: 'mlflow',
      registrationAllowed: false,
      duplicateEmailsAllowed: false,
      accessTokenLifespan: '5m',
      ssoSessionIdleTimeout: '30m',
      ssoSessionMaxLifespan: '10h',
      revokeRefreshToken: true,
      refreshTokenMaxReuse: 0,
      securityDefenses: { bruteForceDetection: { maxLoginFailures: 10, permanentLockout: false } },
    })
    expect(named('keycloak:index/realmEvents:RealmEvents', 'identity-realm-events').inputs).toMatchObject({
      eventsEnabled: true,
      adminEventsEnabled: true,
      adminEventsDetailsEnabled: false,
    })
  })

  it('is left alone where it exists already: only clients, scopes and groups are added', async () => {
    const dev = await recordStack('dev')
    expect(ofType('keycloak:index/realm:Realm', dev)).toEqual([])
    expect(ofType('keycloak:index/realmEvents:RealmEvents', dev)).toEqual([])
    expect(named(client, 'identity-gateway', dev).inputs['realmId']).toBe('platform')
  })
})

describe('groups and test users', () => {
  it('declare every group of both lists', async () => {
    const dev = await recordStack('dev')
    expect(
      ofType('keycloak:index/group:Group', dev)
        .map(({ inputs }) => inputs['name'])
        .toSorted(),
    ).toEqual(['data-science', 'mlflow-admins', 'mlflow-users'])
  })

  it('give test users generated passwords and exactly their groups', () => {
    expect(named('keycloak:index/userGroups:UserGroups', 'identity-alice-groups').inputs).toMatchObject({
      groupIds: ['id-of-identity-group-mlflow-users'],
      exhaustive: true,
    })
    expect(named('keycloak:index/userGroups:UserGroups', 'identity-mallory-groups').inputs['groupIds']).toEqual([])
    expect(local.outputs['testUserPasswords']?.value).toMatchObject({
      alice: 'computed-password-of-identity-alice-password',
    })
  })

  it('exist in no stack that is not a development stack', async () => {
    const production = { ...exampleConfiguration('local'), 'gatehouse:environment': 'production' }
    await expect(recordStack('local', production)).rejects.toThrow(
      /gatehouse:testUsers = .*\n.*development stacks only/,
    )
  })
})
