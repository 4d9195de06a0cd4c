import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'

const representation = z.object({
  name: z.string(),
  description: z.string().optional(),
  attributes: z.record(z.string(), z.string()).optional(),
})

interface Scope {
  readonly name: string
  readonly description?: string | undefined
  readonly consentScreenText?: string | undefined
  readonly includeInTokenScope: boolean
  readonly guiOrder?: number | undefined
}

export const clientScope = resource<AdminClient>()({
  type: 'keycloak:openid/clientScope:ClientScope',
  inputs: {
    realmId: { type: 'string', required: true, replaces: true },
    name: { type: 'string', required: true },
    description: { type: 'string' },
    /** Given, the scope is shown on the consent screen with this text. */
    consentScreenText: { type: 'string' },
    includeInTokenScope: { type: 'boolean', default: true },
    guiOrder: { type: 'integer', minimum: 0 },
  },
  outputs: {},
  identity: ['realmId', 'name'],
  async create(admin, { realmId, ...scope }) {
    return { id: await admin.post(path(realmId, 'client-scopes'), fromScope(scope)) }
  },
  async read(admin, id, { realmId }) {
    const found = await admin.get(path(realmId, 'client-scopes', id), representation)
    if (found === undefined) return undefined
    const { name, description, attributes = {} } = found
    const shown = attributes['display.on.consent.screen'] === 'true'
    const order = Number(attributes['gui.order'] ?? '')
    return {
      realmId,
      name,
      description,
      consentScreenText: shown ? attributes['consent.screen.text'] : undefined,
      includeInTokenScope: attributes['include.in.token.scope'] === 'true',
      guiOrder: Number.isSafeInteger(order) ? order : 0,
    }
  },
  async update(admin, id, { news: { realmId, ...scope } }) {
    await admin.put(path(realmId, 'client-scopes', id), fromScope(scope))
  },
  async delete(admin, id, { realmId }) {
    await admin.delete(path(realmId, 'client-scopes', id))
  },
})

function fromScope({
  name,
  description = '',
  consentScreenText = '',
  includeInTokenScope,
  guiOrder = 0,
}: Scope): object {
  return {
    name,
    description,
    protocol: 'openid-connect',
    attributes: {
      'display.on.consent.screen': String(consentScreenText !== ''),
      'consent.screen.text': consentScreenText,
      'include.in.token.scope': String(includeInTokenScope),
      // The official provider takes 0 for "no order".
      'gui.order': guiOrder === 0 ? '' : String(guiOrder),
    },
  }
}
