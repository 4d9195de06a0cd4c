import fc from 'fast-check'
import { sessions, type SessionSettings } from '../../../infra/config/sessions.ts'
import { label, maybe, present, size } from './text.ts'

const image = fc.stringMatching(/^[0-9a-f]{64}$/).map((digest) => `registry.example.com/valkey:9.0@sha256:${digest}`)

const deployed = fc
  .record({
    image,
    maxMemoryMegabytes: fc.integer({ min: 16, max: 4096 }),
    persistence: maybe(fc.record({ size, storageClass: maybe(label) }).map(present)),
  })
  .map((rest) => ({ mode: 'deploy', ...present(rest) }))

/** Any right `sessions` section, as it stands in a stack file. */
export const sessionInput = fc.oneof(
  fc.constant({ store: 'postgres' }),
  fc.constant({ store: 'redis', redis: { mode: 'url' } }),
  deployed.map((redis) => ({ store: 'redis', redis })),
)

/** The same, as the program gets it. */
export const sessionSettings: fc.Arbitrary<SessionSettings> = sessionInput.map((input) => sessions.parse(input))

/** A session store that the stack declares itself. */
export const deployedSessionStore = deployed.map((redis) => {
  const parsed = sessions.parse({ store: 'redis', redis })
  if (parsed.store !== 'redis' || parsed.redis.mode !== 'deploy') throw new Error('a deployed store was asked for')
  return parsed.redis
})
