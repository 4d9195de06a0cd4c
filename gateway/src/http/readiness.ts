import type { Logger } from 'pino'
import { errors, type ErrorCode } from '../errors.ts'

/** `starting` until the issuer is known and everything listens; `draining` from the signal on. */
export type Phase = 'starting' | 'serving' | 'draining'

export type Reason = Readonly<{ code: ErrorCode; message: string }>

export interface Readiness {
  phase: Phase
  /** Why no request should come here now; empty when ready. */
  reasons(): Promise<readonly Reason[]>
}

export type ReadinessOptions = Readonly<{
  /** Each rejects while what it asks does not answer. The code is what is said then. */
  checks: Partial<Record<ErrorCode, () => Promise<unknown>>>
  log: Logger
}>

/** A neighbour that is silent for this long is not there. Probes have a limit of their own, and it should be longer. */
const silenceMilliseconds = 3_000

/** Whether requests should be sent here. Probes that come together share one round of questions. */
export function createReadiness({ checks, log }: ReadinessOptions): Readiness {
  let running: Promise<readonly Reason[]> | undefined
  let said = ''

  async function ask(phase: Phase): Promise<readonly Reason[]> {
    const codes = Object.keys(checks).filter(isCode)
    const failed = await Promise.all(codes.map(async (code) => ((await answers(checks[code])) ? [] : [code])))
    return [
      ...(phase === 'draining' ? [reason('GW_DRAINING')] : []),
      ...(phase === 'starting' ? [reason('GW_ISSUER_UNREACHABLE')] : []),
      ...failed.flat().map(reason),
    ]
  }

  /** Probes come every few seconds, so only a change is worth a line. */
  function report(reasons: readonly Reason[]): void {
    const now = reasons.map(({ code }) => code).join(' ')
    if (now === said) return
    said = now
    if (now === '') log.info('ready')
    else log.warn({ reasons: reasons.map(({ code }) => code) }, 'not ready')
  }

  const readiness: Readiness = {
    phase: 'starting',
    async reasons() {
      running ??= ask(readiness.phase).finally(() => (running = undefined))
      const found = await running
      report(found)
      return found
    },
  }
  return readiness
}

const reason = (code: ErrorCode): Reason => ({ code, message: `${errors[code].title}. ${errors[code].remedy}` })

function isCode(name: string): name is ErrorCode {
  return name in errors
}

async function answers(check: (() => Promise<unknown>) | undefined): Promise<boolean> {
  const silence = Promise.withResolvers<false>()
  const timer = setTimeout(() => silence.resolve(false), silenceMilliseconds)
  const answered = Promise.resolve(check?.()).then(
    () => true,
    () => false,
  )
  return Promise.race([answered, silence.promise]).finally(() => clearTimeout(timer))
}
