import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'
import { fromMultiValues, toMultiValues } from './multi-values.ts'

const representation = z.object({
  username: z.string(),
  email: z.string().optional(),
  emailVerified: z.boolean(),
  firstName: z.string().optional(),
  lastName: z.string().optional(),
  enabled: z.boolean(),
  attributes: z.record(z.string(), z.array(z.string())).optional(),
})

interface Person {
  readonly username: string
  readonly email?: string | undefined
  readonly emailVerified: boolean
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  readonly enabled: boolean
  readonly attributes?: Readonly<Record<string, string>> | undefined
}

export const user = resource<AdminClient>()({
  type: 'keycloak:index/user:User',
  inputs: {
    realmId: { type: 'string', required: true, replaces: true },
    username: { type: 'string', required: true, replaces: true },
    email: { type: 'string' },
    emailVerified: { type: 'boolean', default: false },
    firstName: { type: 'string' },
    lastName: { type: 'string' },
    enabled: { type: 'boolean', default: true },
    attributes: { type: 'map' },
    /** Set on creation only: the person may have chosen another since. */
    initialPassword: {
      type: 'object',
      secret: true,
      createOnly: true,
      properties: { value: { type: 'string', required: true }, temporary: { type: 'boolean', default: false } },
    },
  },
  outputs: {},
  identity: ['realmId', 'username'],
  verify({ username }) {
    if (username === username.toLowerCase()) return []
    return [{ property: 'username', reason: 'must be all lowercase: Keycloak would change it' }]
  },
  async create(admin, { realmId, initialPassword, ...person }) {
    const credentials = initialPassword === undefined ? [] : [{ type: 'password', ...initialPassword }]
    return { id: await admin.post(path(realmId, 'users'), { ...fromPerson(person), credentials }) }
  },
  async read(admin, id, { realmId, initialPassword }) {
    const found = await admin.get(path(realmId, 'users', id), representation)
    if (found === undefined) return undefined
    return { ...found, realmId, initialPassword, attributes: fromMultiValues(found.attributes) }
  },
  async update(admin, id, { news }) {
    await admin.put(path(news.realmId, 'users', id), fromPerson(news))
  },
  async delete(admin, id, { realmId }) {
    await admin.delete(path(realmId, 'users', id))
  },
})

/** Everything is sent: Keycloak forgets of a person what an update leaves out. */
function fromPerson(person: Person): object {
  return {
    username: person.username,
    email: person.email ?? '',
    emailVerified: person.emailVerified,
    firstName: person.firstName ?? '',
    lastName: person.lastName ?? '',
    enabled: person.enabled,
    attributes: toMultiValues(person.attributes),
  }
}
