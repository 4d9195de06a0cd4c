import { z } from 'zod'
import type { ValuesOf } from '../definition/property.ts'
import { resource } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'
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
  name: { type: 'string', required: true },
  /** The clientId of a client of the realm. */
  includedClientAudience: { type: 'string' },
  includedCustomAudience: { type: 'string' },
  addToIdToken: { type: 'boolean', default: true },
  addToAccessToken: { type: 'boolean', default: true },
  addToTokenIntrospection: { type: 'boolean', default: true },
} as const

type Inputs = ValuesOf<typeof inputs>

export const audienceProtocolMapper = resource<AdminClient>()({
  type: 'keycloak:openid/audienceProtocolMapper:AudienceProtocolMapper',
  inputs,
  outputs: {},
  identity: ['realmId', 'clientId', 'clientScopeId', 'name'],
  verify(news) {
    const { includedClientAudience, includedCustomAudience } = news
    const both = includedClientAudience !== undefined && includedCustomAudience !== undefined
    const conflict = { property: 'includedCustomAudience', reason: 'not together with includedClientAudience' }
    return [...verifyPlace(news), ...(both ? [conflict] : [])]
  },
  async create(admin, news) {
    await demandClient(admin, news)
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
      includedClientAudience: config['included.client.audience'],
      includedCustomAudience: config['included.custom.audience'],
      addToIdToken: config['id.token.claim'] === 'true',
      addToAccessToken: config['access.token.claim'] === 'true',
      addToTokenIntrospection: config['introspection.token.claim'] === 'true',
    }
  },
  async update(admin, id, { news }) {
    await demandClient(admin, news)
    await updateMapper(admin, news, id, toMapper(news))
  },
  async delete(admin, id, olds) {
    await deleteMapper(admin, olds, id)
  },
})

/** Keycloak would take any name, and put none into the token. */
async function demandClient(admin: AdminClient, { realmId, includedClientAudience: name }: Inputs): Promise<void> {
  if (name === undefined) return
  const found = await admin.get(
    `${path(realmId, 'clients')}?clientId=${encodeURIComponent(name)}`,
    z.array(z.unknown()),
  )
  if (found?.length !== 1) throw new Error(`the realm "${realmId}" has no client "${name}" to name as audience`)
}

function toMapper(news: Inputs): Mapper {
  return {
    name: news.name,
    protocolMapper: 'oidc-audience-mapper',
    config: {
      'included.client.audience': news.includedClientAudience ?? '',
      'included.custom.audience': news.includedCustomAudience ?? '',
      'id.token.claim': String(news.addToIdToken),
      'access.token.claim': String(news.addToAccessToken),
      'introspection.token.claim': String(news.addToTokenIntrospection),
    },
  }
}
