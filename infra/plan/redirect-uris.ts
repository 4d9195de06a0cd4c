/**
 * The gateway's addresses that Keycloak has to know, each exact: a wildcard in a redirect URI hands the authorization
 * code to whoever finds an open redirect below it (RFC 9700 §2.1).
 */
export interface GatewayAddresses {
  readonly redirectUri: string
  readonly postLogoutRedirectUri: string
  readonly backchannelLogoutUrl: string
}

/** `internalUrl` is where Keycloak itself reaches the gateway; the browser's address is `publicUrl`. */
export function gatewayAddresses(publicUrl: string, internalUrl = publicUrl): GatewayAddresses {
  return {
    redirectUri: `${publicUrl}/callback`,
    postLogoutRedirectUri: `${publicUrl}/oidc/signed-out`,
    backchannelLogoutUrl: `${internalUrl}/oidc/backchannel-logout`,
  }
}
