import type { ValuesOf } from '../definition/property.ts'
import { resource } from '../definition/resource.ts'
import type { AdminClient } from './admin-client.ts'
import {
  createMapper,
  deleteMapper,
  place,
  readMapper,
  updateMapper,
  verifyPlace,
  type Mapper,
} from './protocol-mapper.ts'

const inputs = {
  ...place,
  name: { type: 'string', required: true, replaces: true },
  claimName: { type: 'string', required: true },
  fullPath: { type: 'boolean', default: true },
  addToIdToken: { type: 'boolean', default: true },
  addToAccessToken: { type: 'boolean', default: true },
  addToUserinfo: { type: 'boolean', default: true },
  addToTokenIntrospection: { type: 'boolean', default: false },
} as const

export const groupMembershipProtocolMapper = resource<AdminClient>()({
  type: 'keycloak:openid/groupMembershipProtocolMapper:GroupMembershipProtocolMapper',
  inputs,
  outputs: {},
  identity: ['realmId', 'clientId', 'clientScopeId', 'name'],
  verify: verifyPlace,
  async create(admin, news) {
    return { id: await createMapper(admin, news, toMapper(news)) }
  },
  async read(admin, id, { realmId, clientId, clientScopeId }) {
    const found = await readMapper(admin, { realmId, clientId, clientScopeId }, id)
    if (found === undefined) return undefined
    const { name, config } = found
    return {
      realmId,
      clientId,
      clientScopeId,
      name,
      claimName: config['claim.name'],
      fullPath: config['full.path'] === 'true',
      addToIdToken: config['id.token.claim'] === 'true',
      addToAccessToken: config['access.token.claim'] === 'true',
      addToUserinfo: config['userinfo.token.claim'] === 'true',
      addToTokenIntrospection: config['introspection.token.claim'] === 'true',
    }
  },
  async update(admin, id, { news }) {
    await updateMapper(admin, news, id, toMapper(news))
  },
  async delete(admin, id, olds) {
    await deleteMapper(admin, olds, id)
  },
})

function toMapper(news: ValuesOf<typeof inputs>): Mapper {
  return {
    name: news.name,
    protocolMapper: 'oidc-group-membership-mapper',
    config: {
      'claim.name': news.claimName,
      'full.path': String(news.fullPath),
      'id.token.claim': String(news.addToIdToken),
      'access.token.claim': String(news.addToAccessToken),
      'userinfo.token.claim': String(news.addToUserinfo),
      'introspection.token.claim': String(news.addToTokenIntrospection),
    },
  }
}
