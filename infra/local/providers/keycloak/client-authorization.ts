import { z } from 'zod'
import type { Properties, ValuesOf } from '../definition/property.ts'
import type { AdminClient } from './admin-client.ts'

/** A client as a resource server of Keycloak's authorization services. */
export const authorizationInputs = {
  policyEnforcementMode: { type: 'string', required: true, values: ['ENFORCING', 'PERMISSIVE', 'DISABLED'] },
  decisionStrategy: { type: 'string', default: 'UNANIMOUS', values: ['UNANIMOUS', 'AFFIRMATIVE'] },
  allowRemoteResourceManagement: { type: 'boolean', default: false },
  /** Whether the resource, policy and permission stay that Keycloak gives a new resource server. */
  keepDefaults: { type: 'boolean', default: false, createOnly: true },
} as const satisfies Properties

type Authorization = ValuesOf<typeof authorizationInputs>

const settings = z.object({
  policyEnforcementMode: z.enum(['ENFORCING', 'PERMISSIVE', 'DISABLED']),
  decisionStrategy: z.enum(['UNANIMOUS', 'AFFIRMATIVE']).catch('UNANIMOUS'),
  allowRemoteResourceManagement: z.boolean(),
})

/** Writes the settings of the resource server at a client's address; the client itself has been switched to be one. */
export async function applyAuthorization(
  admin: AdminClient,
  client: string,
  before: Authorization | undefined,
  wanted: Authorization | undefined,
): Promise<void> {
  if (wanted === undefined) return
  const { keepDefaults, ...others } = wanted
  if (before === undefined && !keepDefaults) await deleteDefaults(admin, `${client}/authz/resource-server`)
  await admin.put(`${client}/authz/resource-server`, others)
}

export async function readAuthorization(admin: AdminClient, client: string, known: Authorization | undefined) {
  const found = await admin.get(`${client}/authz/resource-server`, settings)
  return found === undefined ? undefined : { ...found, keepDefaults: known?.keepDefaults ?? false }
}

const named = z.array(z.object({ id: z.string().optional(), _id: z.string().optional(), name: z.string() }))

/** The permission refers to the other two, so it goes first. */
async function deleteDefaults(admin: AdminClient, server: string): Promise<void> {
  for (const [kind, name] of [
    ['policy', 'Default Permission'],
    ['policy', 'Default Policy'],
    ['resource', 'Default Resource'],
  ] as const) {
    const found = (await admin.get(`${server}/${kind}?name=${encodeURIComponent(name)}`, named)) ?? []
    for (const { id, _id, name: each } of found) {
      if (each === name) await admin.delete(`${server}/${kind}/${encodeURIComponent(id ?? _id ?? '')}`)
    }
  }
}
