import { list, type Rule } from './rule.ts'

const client = 'keycloak:openid/client:Client'

export const identityRules: readonly Rule[] = [
  {
    name: 'no-wildcard-redirect',
    description: 'Redirect URIs are exact (RFC 9700 §2.1).',
    violations: ({ type, inputs }) =>
      type === client
        ? ['validRedirectUris', 'validPostLogoutRedirectUris', 'webOrigins'].flatMap((key) =>
            list(inputs[key])
              .filter((uri) => String(uri).includes('*') || uri === '+')
              .map((uri) => `${key} has ${String(uri)}`),
          )
        : [],
  },
  {
    name: 'pkce-and-no-password-grants',
    description: 'Logins use the authorization code with PKCE S256; no client takes passwords (RFC 9700 §2.1.1, §2.4).',
    violations: ({ type, inputs }) =>
      type === client
        ? [
            ...(inputs['directAccessGrantsEnabled'] === false ? [] : ['direct access grants are not switched off']),
            ...(inputs['implicitFlowEnabled'] === false ? [] : ['the implicit flow is not switched off']),
            ...(inputs['standardFlowEnabled'] === true && inputs['pkceCodeChallengeMethod'] !== 'S256'
              ? ['PKCE S256 is not required']
              : []),
          ]
        : [],
  },
  {
    name: 'no-self-registration',
    description: 'Nobody makes their own account in a realm of a stack.',
    violations: ({ type, inputs }) =>
      type === 'keycloak:index/realm:Realm' && inputs['registrationAllowed'] !== false
        ? ['self-registration is not switched off']
        : [],
  },
]
