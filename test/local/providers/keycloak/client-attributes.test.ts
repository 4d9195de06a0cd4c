import { expect, it } from 'vitest'
import { fromAttributes, toAttributes } from '../../../../infra/local/providers/keycloak/client-attributes.ts'

it('writes inputs as the attributes that Keycloak keeps, and nothing as an empty text', () => {
  expect(
    toAttributes({
      pkceCodeChallengeMethod: 'S256',
      useRefreshTokens: false,
      validPostLogoutRedirectUris: ['https://a.test/', 'https://b.test/'],
    }),
  ).toMatchObject({
    'pkce.code.challenge.method': 'S256',
    'use.refresh.tokens': 'false',
    'post.logout.redirect.uris': 'https://a.test/##https://b.test/',
    'backchannel.logout.url': '',
  })
})

it('reads them back', () => {
  const attributes = { 'use.refresh.tokens': 'true', 'post.logout.redirect.uris': 'https://a.test/##+' }
  expect(fromAttributes(attributes)).toMatchObject({
    useRefreshTokens: true,
    validPostLogoutRedirectUris: ['https://a.test/', '+'],
    backchannelLogoutUrl: '',
    displayOnConsentScreen: false,
  })
})
