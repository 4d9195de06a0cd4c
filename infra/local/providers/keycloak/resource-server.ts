import { path } from './admin-client.ts'

/** Everything of the authorization services belongs to a client, named by its id in Keycloak. */
export const resourceServer = {
  realmId: { type: 'string', required: true, replaces: true },
  resourceServerId: { type: 'string', required: true, replaces: true },
} as const

export interface ResourceServer {
  readonly realmId: string
  readonly resourceServerId: string
}

/** An address below the resource server. */
export function within({ realmId, resourceServerId }: ResourceServer, ...rest: readonly string[]): string {
  return path(realmId, 'clients', resourceServerId, 'authz', 'resource-server', ...rest)
}
