import type { Broker } from '../config/brokers.ts'

/** Endpoints of an identity provider. Keycloak's provider reads no discovery document, so they are spelt out. */
export interface BrokerEndpoints {
  readonly issuer: string
  readonly authorizationUrl: string
  readonly tokenUrl: string
  readonly jwksUrl: string
  readonly userInfoUrl?: string
  readonly logoutUrl?: string
}

/** The endpoints that Entra ID and Okta document for their issuers; those of any other provider are given. */
export function brokerEndpoints(broker: Broker): BrokerEndpoints {
  switch (broker.kind) {
    case 'entra': {
      const tenant = `https://login.microsoftonline.com/${broker.tenant}`
      return {
        issuer: `${tenant}/v2.0`,
        authorizationUrl: `${tenant}/oauth2/v2.0/authorize`,
        tokenUrl: `${tenant}/oauth2/v2.0/token`,
        jwksUrl: `${tenant}/discovery/v2.0/keys`,
        userInfoUrl: 'https://graph.microsoft.com/oidc/userinfo',
        logoutUrl: `${tenant}/oauth2/v2.0/logout`,
      }
    }
    case 'okta': {
      // A custom authorization server has its own path (…/oauth2/<id>), the organization's server has not.
      const base = new URL(broker.issuer).pathname.startsWith('/oauth2/') ? broker.issuer : `${broker.issuer}/oauth2`
      return {
        issuer: broker.issuer,
        authorizationUrl: `${base}/v1/authorize`,
        tokenUrl: `${base}/v1/token`,
        jwksUrl: `${base}/v1/keys`,
        userInfoUrl: `${base}/v1/userinfo`,
        logoutUrl: `${base}/v1/logout`,
      }
    }
    case 'oidc': {
      const { issuer, authorizationUrl, tokenUrl, jwksUrl, userInfoUrl, logoutUrl } = broker
      return {
        issuer,
        authorizationUrl,
        tokenUrl,
        jwksUrl,
        ...(userInfoUrl === undefined ? {} : { userInfoUrl }),
        ...(logoutUrl === undefined ? {} : { logoutUrl }),
      }
    }
  }
}
