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
  let running: Promise<readonly ErrorCode[]> | undefined
  let said = ''

  async function silentNeighbours(): Promise<readonly ErrorCode[]> {
    const codes = Object.keys(checks).filter(isCode)
    const failed = await Promise.all(codes.map(async (code) => ((await answers(checks[code])) ? [] : [code])))
    return failed.flat()
  }

  /** Probes come every few seconds, so only a change is worth a line. */
  function report(codes: readonly ErrorCode[]): void {
    const now = codes.join(' ')
    if (now === said) return
    said = now
    if (now === '') log.info('ready')
    else log.warn({ reasons: codes }, 'not ready')
  }

  const readiness: Readiness = {
    phase: 'starting',
    async reasons() {
      running ??= silentNeighbours().finally(() => (running = undefined))
      const silent = await running
      // The phase as it is now: a round of questions may have begun before the signal came.
      const codes = [...phaseReasons[readiness.phase], ...silent]
      report(codes)
      return codes.map((code) => ({ code, message: `${errors[code].title}. ${errors[code].remedy}` }))
    },
  }
  return readiness
}

const phaseReasons: Readonly<Record<Phase, readonly ErrorCode[]>> = {
  starting: ['GW_ISSUER_UNREACHABLE'],
  serving: [],
  draining: ['GW_DRAINING'],
}

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
