import type { Problem } from './rules.ts'
import type { StackSettings } from './schema.ts'
import type { SessionSettings } from './sessions.ts'

/** An image that is pinned by its content. */
const pinned = /@sha256:[0-9a-f]{64}$/

/** Rules of the session store with the environment. */
export function sessionProblems(sessions: SessionSettings, environment: StackSettings['environment']): Problem[] {
  if (sessions.store !== 'redis' || sessions.redis.mode !== 'deploy' || environment !== 'production') return []
  return pinned.test(sessions.redis.image)
    ? []
    : [
        {
          key: 'sessions.redis.image',
          value: JSON.stringify(sessions.redis.image),
          remedy: 'pin it with @sha256:… in production: a tag can be moved to another image',
        },
      ]
}
