import { z } from 'zod'
import type { Problem } from '../definition/resource.ts'
import { path, type AdminClient } from './admin-client.ts'

/** A mapper belongs to a client or to a client scope; both are named by their ids in Keycloak. */
export const place = {
  realmId: { type: 'string', required: true, replaces: true },
  clientId: { type: 'string', replaces: true },
  clientScopeId: { type: 'string', replaces: true },
} as const

export interface Place {
  readonly realmId: string
  readonly clientId?: string | undefined
  readonly clientScopeId?: string | undefined
}

export interface Mapper {
  readonly name: string
  readonly protocolMapper: string
  readonly config: Readonly<Record<string, string>>
}

const representation = z.object({ name: z.string(), config: z.record(z.string(), z.string()) })

export function verifyPlace({ clientId, clientScopeId }: Place): Problem[] {
  if ((clientId === undefined) !== (clientScopeId === undefined)) return []
  return [{ property: 'clientScopeId', reason: 'exactly one of clientId and clientScopeId has to be given' }]
}

export async function createMapper(admin: AdminClient, of: Place, mapper: Mapper): Promise<string> {
  return await admin.post(at(of), { protocol: 'openid-connect', ...mapper })
}

export async function readMapper(admin: AdminClient, of: Place, id: string) {
  return await admin.get(at(of, id), representation)
}

export async function updateMapper(admin: AdminClient, of: Place, id: string, mapper: Mapper): Promise<void> {
  await admin.put(at(of, id), { id, protocol: 'openid-connect', ...mapper })
}

export async function deleteMapper(admin: AdminClient, of: Place, id: string): Promise<void> {
  await admin.delete(at(of, id))
}

function at({ realmId, clientId, clientScopeId = '' }: Place, ...id: readonly string[]): string {
  const owner = clientId === undefined ? ['client-scopes', clientScopeId] : ['clients', clientId]
  return path(realmId, ...owner, 'protocol-mappers', 'models', ...id)
}
