import { randomBytes } from 'node:crypto'
import { resource } from '../definition/resource.ts'

export const randomBytesResource = resource<undefined>()({
  type: 'random:index/randomBytes:RandomBytes',
  inputs: {
    length: { type: 'integer', required: true, replaces: true, minimum: 1 },
    keepers: { type: 'map', replaces: true },
  },
  outputs: { base64: { type: 'string', secret: true }, hex: { type: 'string', secret: true } },
  identity: [],
  async create(_, { length }) {
    const bytes = randomBytes(length)
    return { id: 'none', outputs: { base64: bytes.toString('base64'), hex: bytes.toString('hex') } }
  },
  read: async (_connection, _id, known) => known,
  delete: async () => {},
})
