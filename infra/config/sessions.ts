/** Where the gateway keeps sessions: its own database, or Redis and what speaks like it. */
import { z } from 'zod'
import { label, quantity } from './text.ts'

const deployed = z.strictObject({
  mode: z.literal('deploy').meta({ description: 'One Valkey, declared by this stack.' }),
  image: z.string().min(1).default('docker.io/valkey/valkey:9.0-alpine').meta({
    description: 'Its image; give a digest outside development.',
  }),
  maxMemoryMegabytes: z.int().min(16).max(65_536).default(192).meta({
    description: 'Memory for sessions, in MiB. When it is full, those that were not used for longest go first.',
  }),
  cpu: quantity.default('50m').meta({ description: 'CPU that is requested.' }),
  persistence: z
    .strictObject({
      size: quantity.meta({ description: 'Size of its volume.' }),
      storageClass: label.optional().meta({ description: "Its storage class; the cluster's default when left out." }),
    })
    .optional()
    .meta({ description: 'A volume that keeps sessions over a restart; without it a restart signs everyone out.' }),
})

const redis = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('url').meta({ description: 'A server that exists; its address is the secret setting `redisUrl`.' }),
  }),
  deployed,
])

export const sessions = z.discriminatedUnion('store', [
  z.strictObject({ store: z.literal('postgres').meta({ description: "The gateway's own database." }) }),
  z.strictObject({
    store: z.literal('redis').meta({ description: 'Redis or Valkey.' }),
    redis: redis.meta({ description: 'Which one.' }),
  }),
])

export type SessionSettings = z.output<typeof sessions>
export type DeployedSessionStore = z.output<typeof deployed>
