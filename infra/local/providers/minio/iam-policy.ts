import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import type { MinioConnection } from './connection.ts'
import { canonicalPolicy } from './policy-document.ts'

const representation = z.object({ Policy: z.unknown() })

const ABSENT = 'XMinioAdminNoSuchPolicy'

export const iamPolicy = resource<MinioConnection>()({
  type: 'minio:index/iamPolicy:IamPolicy',
  inputs: {
    name: { type: 'string', required: true, replaces: true },
    policy: { type: 'string', required: true, canonical: canonicalPolicy },
  },
  outputs: {},
  identity: ['name'],
  async create(connection, { name, policy }) {
    await write(connection, name, policy)
    return { id: name }
  },
  async read({ admin }, id) {
    const call = { name: 'info-canned-policy', query: { name: id, v: '2' }, absent: ABSENT }
    const found = await admin.get(call, representation)
    return found === undefined ? undefined : { name: id, policy: JSON.stringify(found.Policy) }
  },
  async update(connection, id, { news }) {
    await write(connection, id, news.policy)
  },
  async delete({ admin }, id) {
    await admin.send({ method: 'DELETE', name: 'remove-canned-policy', query: { name: id }, absent: ABSENT })
  },
})

async function write({ admin }: MinioConnection, name: string, policy: string): Promise<void> {
  await admin.send({ method: 'PUT', name: 'add-canned-policy', query: { name }, body: { clear: policy } })
}
