import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'

const representation = z.object({
  eventsEnabled: z.boolean(),
  eventsExpiration: z.number().optional(),
  enabledEventTypes: z.array(z.string()),
  adminEventsEnabled: z.boolean(),
  adminEventsDetailsEnabled: z.boolean(),
  eventsListeners: z.array(z.string()),
})

type Settings = Omit<z.infer<typeof representation>, 'enabledEventTypes' | 'eventsListeners'> & {
  readonly enabledEventTypes?: readonly string[] | undefined
  readonly eventsListeners?: readonly string[] | undefined
}

const nothing: Settings = {
  eventsEnabled: false,
  eventsExpiration: 0,
  adminEventsEnabled: false,
  adminEventsDetailsEnabled: false,
}

const at = (realm: string) => path(realm, 'events', 'config')

/** A realm always has these settings: creating sets them, deleting sets them to nothing, as the official provider does. */
export const realmEvents = resource<AdminClient>()({
  type: 'keycloak:index/realmEvents:RealmEvents',
  inputs: {
    realmId: { type: 'string', required: true, replaces: true },
    eventsEnabled: { type: 'boolean', default: false },
    /** Seconds; 0 keeps events for ever. */
    eventsExpiration: { type: 'integer', default: 0, minimum: 0 },
    /** Keycloak reads none as all, and answers with all. */
    enabledEventTypes: { type: 'set', computed: true },
    adminEventsEnabled: { type: 'boolean', default: false },
    adminEventsDetailsEnabled: { type: 'boolean', default: false },
    eventsListeners: { type: 'set' },
  },
  outputs: {},
  identity: ['realmId'],
  async create(admin, news) {
    await admin.put(at(news.realmId), settings(news))
    return { id: news.realmId }
  },
  async read(admin, id) {
    const found = await admin.get(at(id), representation)
    return found === undefined ? undefined : { realmId: id, ...found, eventsExpiration: found.eventsExpiration ?? 0 }
  },
  async update(admin, id, { news }) {
    await admin.put(at(id), settings(news))
  },
  async delete(admin, id) {
    if ((await admin.get(at(id), representation)) === undefined) return
    await admin.put(at(id), settings(nothing))
  },
})

function settings(given: Settings): object {
  return {
    eventsEnabled: given.eventsEnabled,
    eventsExpiration: given.eventsExpiration,
    enabledEventTypes: given.enabledEventTypes ?? [],
    adminEventsEnabled: given.adminEventsEnabled,
    adminEventsDetailsEnabled: given.adminEventsDetailsEnabled,
    eventsListeners: given.eventsListeners ?? [],
  }
}
