import { describe, expect, it } from 'vitest'
import { type Broker, broker } from '../../infra/config/brokers.ts'
import { brokerEndpoints } from '../../infra/plan/broker-endpoints.ts'
import { exampleFile, recordStack, withCredentials } from './recorded-stack.ts'
import { isSecretEnvelope, type RecordedResource } from './recording.ts'

const tenant = '6f1d3b0e-6b1c-4c5e-9f63-3d7a2c1b0a99'
const entra = {
  kind: 'entra',
  alias: 'entra',
  displayName: 'Example Ltd',
  tenant,
  clientId: 'entra-client',
  groups: [{ value: 'b7e7c1a2-0d8f-4a51-8c63-0f3f0a3f4d11', group: 'mlflow-users' }],
}
const okta = {
  kind: 'okta',
  alias: 'okta',
  displayName: 'Okta',
  issuer: 'https://example.okta.com',
  clientId: 'okta-client',
}

/** The third seed's rule: everybody may read and write, only administrators delete. */
const onlyAdministratorsDelete = {
  resources: [
    {
      name: 'experiments',
      type: 'mlflow:experiment',
      scopes: ['experiment:read', 'experiment:write', 'experiment:delete'],
    },
  ],
  rules: [
    {
      name: 'members work',
      effect: 'allow',
      groups: ['mlflow-users', 'mlflow-admins'],
      scopes: ['experiment:read', 'experiment:write'],
    },
    { name: 'users delete nothing', effect: 'deny', groups: ['mlflow-users'], scopes: ['experiment:delete'] },
    { name: 'administrators delete', effect: 'allow', groups: ['mlflow-admins'], scopes: ['experiment:delete'] },
  ],
}

const keycloakWith = (rest: object) =>
  withCredentials({
    ...exampleFile('local'),
    'gatehouse:keycloak': { url: 'http://127.0.0.1:8180', ...rest },
  })
const ofType = (resources: readonly RecordedResource[], type: string) => resources.filter((each) => each.type === type)

describe('endpoints of a broker', () => {
  it.each<[string, unknown, Partial<ReturnType<typeof brokerEndpoints>>]>([
    [
      'Entra ID, by tenant',
      entra,
      {
        issuer: `https://login.microsoftonline.com/${tenant}/v2.0`,
        tokenUrl: `https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`,
        jwksUrl: `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`,
      },
    ],
    [
      "Okta's organization server",
      okta,
      { issuer: 'https://example.okta.com', tokenUrl: 'https://example.okta.com/oauth2/v1/token' },
    ],
    [
      'a custom server of Okta',
      { ...okta, issuer: 'https://example.okta.com/oauth2/default' },
      {
        issuer: 'https://example.okta.com/oauth2/default',
        tokenUrl: 'https://example.okta.com/oauth2/default/v1/token',
      },
    ],
    [
      'any other provider, as given',
      {
        ...okta,
        kind: 'oidc',
        authorizationUrl: 'https://idp.example.com/authorize',
        tokenUrl: 'https://idp.example.com/token',
        jwksUrl: 'https://idp.example.com/keys',
      },
      { authorizationUrl: 'https://idp.example.com/authorize', jwksUrl: 'https://idp.example.com/keys' },
    ],
  ])('of %s are known', (_name, given, expected) => {
    const parsed: Broker = broker.parse(given)
    expect(brokerEndpoints(parsed)).toMatchObject(expected)
  })
})

describe('a brokered provider', () => {
  it('verifies signatures, uses PKCE, reads groups anew at every login, and its secret is one', async () => {
    const { resources } = await recordStack('local', keycloakWith({ brokers: [entra, okta] }))
    const [first] = ofType(resources, 'keycloak:oidc/identityProvider:IdentityProvider')
    expect(first?.inputs).toMatchObject({
      alias: 'entra',
      validateSignature: true,
      trustEmail: false,
      storeToken: false,
      syncMode: 'FORCE',
      extraConfig: { pkceEnabled: 'true', pkceMethod: 'S256' },
    })
    expect(isSecretEnvelope(first?.inputs['clientSecret'])).toBe(true)
    const [mapper] = ofType(resources, 'keycloak:index/customIdentityProviderMapping:CustomIdentityProviderMapping')
    expect(mapper?.inputs).toMatchObject({
      identityProviderMapper: 'oidc-advanced-group-idp-mapper',
      extraConfig: {
        syncMode: 'FORCE',
        group: '/mlflow-users',
        claims: '[{"key":"groups","value":"b7e7c1a2-0d8f-4a51-8c63-0f3f0a3f4d11"}]',
      },
    })
  })

  it.each([
    [
      'whose groups are not declared',
      { brokers: [{ ...entra, groups: [{ value: 'x', group: 'root' }] }] },
      'keycloak = "root"',
    ],
    ['twice under one alias', { brokers: [entra, entra] }, 'keycloak.brokers = "entra"'],
  ])('%s is refused', async (_name, rest, message) => {
    await expect(recordStack('local', keycloakWith(rest))).rejects.toThrow(message)
  })
})

describe("Keycloak's authorization services", () => {
  it('let only administrators delete, and keep no default rule that grants everything', async () => {
    const { resources } = await recordStack('local', keycloakWith({ authorization: onlyAdministratorsDelete }))
    const gateway = ofType(resources, 'keycloak:openid/client:Client').find(({ name }) => name === 'identity-gateway')
    expect(gateway?.inputs['authorization']).toMatchObject({
      policyEnforcementMode: 'ENFORCING',
      decisionStrategy: 'UNANIMOUS',
      keepDefaults: false,
      allowRemoteResourceManagement: true,
    })
    const policies = ofType(resources, 'keycloak:openid/clientGroupPolicy:ClientGroupPolicy').map(
      ({ inputs }) => inputs,
    )
    expect(policies).toContainEqual(
      expect.objectContaining({
        name: 'users delete nothing: groups',
        logic: 'NEGATIVE',
        groups: [{ id: 'id-of-identity-group-mlflow-users', path: '/mlflow-users', extendChildren: false }],
      }),
    )
    const permissions = ofType(resources, 'keycloak:openid/clientAuthorizationPermission:ClientAuthorizationPermission')
    expect(permissions.map(({ inputs }) => [inputs['name'], inputs['type'], inputs['scopes']])).toContainEqual([
      'users delete nothing',
      'scope',
      ['id-of-identity-authorization-experiment:delete'],
    ])
  })

  it('are not switched on unless asked for', async () => {
    const { resources } = await recordStack('local')
    for (const { inputs } of ofType(resources, 'keycloak:openid/client:Client'))
      expect(inputs).not.toHaveProperty('authorization')
  })

  it('refuse a rule about a scope that no resource has', async () => {
    const rules = [{ name: 'r', effect: 'allow', groups: ['mlflow-users'], scopes: ['model:delete'] }]
    await expect(
      recordStack('local', keycloakWith({ authorization: { ...onlyAdministratorsDelete, rules } })),
    ).rejects.toThrow('keycloak.authorization.rules = "model:delete"')
  })
})

describe('an issuer that is not managed here', () => {
  const external = (rest: Record<string, unknown> = {}) => {
    const {
      'gatehouse:keycloak': _keycloak,
      'gatehouse:serviceClients': _clients,
      'gatehouse:testUsers': _users,
      ...others
    } = exampleFile('local')
    return withCredentials({
      ...others,
      'gatehouse:externalIssuer': {
        discoveryUrl: `https://login.microsoftonline.com/${tenant}/v2.0/.well-known/openid-configuration`,
        clientId: 'mlflow-at-entra',
        groupsAttribute: 'roles',
      },
      ...rest,
    })
  }

  it('has no resource of Keycloak in the stack, and the gateway trusts it', async () => {
    const { resources, outputs } = await recordStack('local', external())
    expect(resources.filter(({ type }) => type.includes('keycloak'))).toEqual([])
    expect(outputs['gatewayEnvironment']?.value).toMatchObject({
      OIDC_CLIENT_ID: 'mlflow-at-entra',
      OIDC_AUDIENCE: 'mlflow-at-entra',
      OIDC_CLIENT_SECRET: 'credential-externalIssuerClientSecret',
      OIDC_GROUPS_ATTRIBUTE: 'roles',
    })
    expect(outputs['issuer']?.value).toBe(`https://login.microsoftonline.com/${tenant}/v2.0`)
  })

  it.each([
    ['beside Keycloak', { 'gatehouse:keycloak': { url: 'http://127.0.0.1:8180' } }, 'both are set'],
    [
      'with service clients',
      { 'gatehouse:serviceClients': [{ name: 'ci', groups: ['mlflow-users'] }] },
      'serviceClients = ["ci"]',
    ],
  ])('%s is refused', async (_name, rest, message) => {
    await expect(recordStack('local', external(rest))).rejects.toThrow(message)
  })
})
