/** `scheme://host[:port]` of an S3 endpoint given as host:port; the scheme's own port is left out. */
export function endpointUrl({ endpoint, tls }: { endpoint: string; tls: boolean }): string {
  return new URL(`${tls ? 'https' : 'http'}://${endpoint}`).origin
}
