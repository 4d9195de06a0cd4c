import { lookup } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'
import { realmRepresentation, toRealmReading } from './realm-representation.ts'

/** Looks up a realm that somebody else manages. It answers what the resource Realm knows of. */
export const getRealm = lookup<AdminClient>()({
  type: 'keycloak:index/getRealm:getRealm',
  inputs: { realm: { type: 'string', required: true } },
  async call(admin, { realm: name }) {
    const found = await admin.get(path(name), realmRepresentation)
    if (found === undefined) throw new Error(`the realm "${name}" doesn't exist`)
    const { securityDefenses, ...reading } = toRealmReading(found)
    const { headers, bruteForceDetection } = securityDefenses ?? {}
    return {
      ...reading,
      id: name,
      securityDefenses: [
        {
          headers: headers === undefined ? [] : [headers],
          bruteForceDetections: bruteForceDetection === undefined ? [] : [bruteForceDetection],
        },
      ],
    }
  },
})
