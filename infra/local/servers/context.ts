import type { Layout } from '../layout.ts'
import type { Ports } from '../parts.ts'
import type { Secrets } from '../secrets.ts'
import type { State } from '../state.ts'

/** What every server of the stack is started with. */
export interface Context {
  readonly root: string
  readonly layout: Layout
  readonly ports: Ports
  readonly secrets: Secrets
  readonly state: State
  readonly signal: AbortSignal
}

/** Every server listens here and nowhere else. */
export const loopback = '127.0.0.1'
