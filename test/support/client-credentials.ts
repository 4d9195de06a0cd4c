/** What is needed of a stack's outputs to get a token as a machine. */
export interface TokenSource {
  readonly issuer: string
  readonly serviceClientSecrets: Readonly<Record<string, string>>
}

/** An access token by client credentials (RFC 6749 §4.4), as a job in CI gets it. */
export async function clientCredentialsToken(
  { issuer, serviceClientSecrets }: TokenSource,
  clientId: string,
): Promise<string> {
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: serviceClientSecrets[clientId] ?? '',
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token?: string }
  if (token === undefined) throw new Error(`the issuer answered ${answer.status} without a token for ${clientId}`)
  return token
}
