import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { resource } from '../definition/resource.ts'
import type { MinioConnection } from './connection.ts'

const representation = z.object({ status: z.enum(['enabled', 'disabled']) })

/** An S3 secret key has 40 characters; MinIO takes 8 to 40. */
const SECRET_BYTES = 30

interface User {
  readonly name: string
  readonly secret: string
  readonly disableUser: boolean
}

export const iamUser = resource<MinioConnection>()({
  type: 'minio:index/iamUser:IamUser',
  inputs: {
    /** The access key too. */
    name: { type: 'string', required: true, replaces: true },
    /** MinIO never tells it. */
    secret: { type: 'string', computed: true, secret: true, unread: true },
    disableUser: { type: 'boolean', default: false },
    /** For the deletion of users with access keys of their own, which MinIO deletes with them anyway. */
    forceDestroy: { type: 'boolean', default: false, unread: true },
  },
  outputs: { status: { type: 'string', changesWith: ['disableUser'] } },
  identity: ['name'],
  async create(connection, { name, secret = randomBytes(SECRET_BYTES).toString('base64url'), disableUser }) {
    await write(connection, { name, secret, disableUser })
    return { id: name, outputs: { secret } }
  },
  async read({ admin }, id, { secret, forceDestroy }) {
    const found = await admin.get({ name: 'user-info', query: { accessKey: id }, absent: ABSENT }, representation)
    if (found === undefined) return undefined
    return { name: id, secret, forceDestroy, disableUser: found.status === 'disabled', status: found.status }
  },
  async update(connection, _id, { olds, news: { name, secret = olds.secret, disableUser } }) {
    if (secret === undefined) throw new Error(`the secret key of the user "${name}" is not known`)
    await write(connection, { name, secret, disableUser })
  },
  async delete({ admin }, id) {
    await admin.send({ method: 'DELETE', name: 'remove-user', query: { accessKey: id }, absent: ABSENT })
  },
})

const ABSENT = 'XMinioAdminNoSuchUser'

async function write({ admin }: MinioConnection, { name, secret, disableUser }: User): Promise<void> {
  await admin.send({
    method: 'PUT',
    name: 'add-user',
    query: { accessKey: name },
    body: { encrypted: { secretKey: secret, status: disableUser ? 'disabled' : 'enabled' } },
  })
}
