import { provider } from '../definition/resource.ts'
import { adminClient } from './admin-client.ts'
import { audienceProtocolMapper } from './audience-protocol-mapper.ts'
import {
  attributeImporterIdentityProviderMapper,
  customIdentityProviderMapping,
  hardcodedGroupIdentityProviderMapper,
} from './identity-provider-mappers.ts'
import { clientAuthorizationPermission } from './client-authorization-permission.ts'
import { clientAuthorizationResource } from './client-authorization-resource.ts'
import { clientAuthorizationScope } from './client-authorization-scope.ts'
import { clientGroupPolicy } from './client-group-policy.ts'
import { clientScope } from './client-scope.ts'
import { clientDefaultScopes, clientOptionalScopes } from './client-scopes.ts'
import { client } from './client.ts'
import { getRealm } from './get-realm.ts'
import { groupMembershipProtocolMapper } from './group-membership-protocol-mapper.ts'
import { group } from './group.ts'
import { identityProvider } from './identity-provider.ts'
import { realmEvents } from './realm-events.ts'
import { realm } from './realm.ts'
import { userGroups } from './user-groups.ts'
import { user } from './user.ts'

export const keycloak = provider({
  name: 'keycloak',
  config: {
    url: { type: 'string', required: true },
    basePath: { type: 'string', default: '' },
    realm: { type: 'string', default: 'master' },
    clientId: { type: 'string', required: true },
    clientSecret: { type: 'string', required: true, secret: true },
    /** The stand-in logs in at the first use of the server, whatever this says. */
    initialLogin: { type: 'boolean', default: true },
    clientTimeout: { type: 'integer', default: 15, minimum: 1 },
    rootCaCertificate: { type: 'string' },
  },
  connect: adminClient,
  resources: [
    realm,
    realmEvents,
    group,
    user,
    userGroups,
    client,
    clientScope,
    groupMembershipProtocolMapper,
    audienceProtocolMapper,
    clientDefaultScopes,
    clientOptionalScopes,
    clientAuthorizationScope,
    clientAuthorizationResource,
    clientGroupPolicy,
    clientAuthorizationPermission,
    identityProvider,
    hardcodedGroupIdentityProviderMapper,
    attributeImporterIdentityProviderMapper,
    customIdentityProviderMapping,
  ],
  functions: [getRealm],
})
