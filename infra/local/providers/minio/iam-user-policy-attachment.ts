import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import type { MinioConnection } from './connection.ts'

const representation = z.object({ policyName: z.string().optional() })

/** One policy of a user's; others stay. */
export const iamUserPolicyAttachment = resource<MinioConnection>()({
  type: 'minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment',
  inputs: {
    userName: { type: 'string', required: true, replaces: true },
    policyName: { type: 'string', required: true, replaces: true },
  },
  outputs: {},
  identity: ['userName', 'policyName'],
  async create(connection, { userName, policyName }) {
    await change(connection, 'attach', { userName, policyName })
    return { id: `${userName}/${policyName}` }
  },
  async read(connection, _id, { userName, policyName }) {
    const attached = await policiesOf(connection, userName)
    return attached.includes(policyName) ? { userName, policyName } : undefined
  },
  async delete(connection, _id, { userName, policyName }) {
    const attached = await policiesOf(connection, userName)
    if (attached.includes(policyName)) await change(connection, 'detach', { userName, policyName })
  },
})

async function policiesOf({ admin }: MinioConnection, userName: string): Promise<readonly string[]> {
  const call = { name: 'user-info', query: { accessKey: userName }, absent: 'XMinioAdminNoSuchUser' }
  const found = await admin.get(call, representation)
  return (found?.policyName ?? '').split(',').filter(Boolean)
}

async function change(
  { admin }: MinioConnection,
  how: 'attach' | 'detach',
  { userName, policyName }: { userName: string; policyName: string },
): Promise<void> {
  await admin.send({
    method: 'POST',
    name: `idp/builtin/policy/${how}`,
    absent: 'XMinioAdminPolicyChangeAlreadyApplied',
    body: { encrypted: { policies: [policyName], user: userName } },
  })
}
