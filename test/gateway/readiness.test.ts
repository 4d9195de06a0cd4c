import { pino } from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { load } from '../../gateway/src/config/load.ts'
import { createReadiness } from '../../gateway/src/http/readiness.ts'
import { start } from '../../gateway/src/start.ts'
import { environmentOf, startWorld } from '../support/gateway.ts'

const codesAt = async (url: string): Promise<unknown> => {
  const response = await fetch(`${url}/readyz`)
  const { reasons = [] } = (await response.json()) as { reasons?: { code: string; message: string }[] }
  return [response.status, ...reasons.map(({ code }) => code)]
}

describe('/readyz', () => {
  it('names each neighbour that does not answer, while /livez stays what it is', async () => {
    const world = await startWorld()
    try {
      expect(await codesAt(world.admin)).toEqual([200])
      world.upstream.behaviour.answer = (_incoming, outgoing) => void outgoing.writeHead(500).end()
      expect(await codesAt(world.admin)).toEqual([503, 'GW_UPSTREAM_UNREACHABLE'])
      await world.upstream.stop()
      await world.database.drop()
      expect(await codesAt(world.admin)).toEqual([503, 'GW_DATABASE_UNREACHABLE', 'GW_UPSTREAM_UNREACHABLE'])
      expect((await fetch(`${world.admin}/livez`)).status).toBe(200)
      const said = world.log.filter(({ msg }) => msg === 'not ready').map(({ reasons }) => reasons)
      expect(said).toEqual([['GW_UPSTREAM_UNREACHABLE'], ['GW_DATABASE_UNREACHABLE', 'GW_UPSTREAM_UNREACHABLE']])
    } finally {
      await world.stop()
    }
  })

  it('answers from the first moment of the start, and says that the issuer is not known yet', async () => {
    const world = await startWorld()
    const clock = { seconds: 0 }
    const lines: string[] = []
    const settings = load({
      ...environmentOf(world.issuer, world.upstream, world.database),
      // Nobody listens on this one.
      OIDC_DISCOVERY_URL: 'http://127.0.0.1:2',
      GATEWAY_START_TIMEOUT_SECONDS: '60',
    })
    const log = pino({}, { write: (line: string) => void lines.push(line) })
    const ended = start(settings, log, () => new Date(clock.seconds * 1000)).catch(String)
    try {
      await expect.poll(() => lines.join(''), { timeout: 10_000 }).toContain('not there yet, trying again')
      const admin = `http://127.0.0.1:${/"admin_port":(\d+)/.exec(lines.join(''))?.[1]}`
      expect(await codesAt(admin)).toEqual([503, 'GW_ISSUER_UNREACHABLE'])
      expect((await fetch(`${admin}/livez`)).status).toBe(200)
    } finally {
      clock.seconds = 60
      expect(await ended).toContain('The OpenID provider did not answer')
      await world.stop()
    }
  })
})

describe('readiness', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('takes three seconds of silence for an answer', async () => {
    vi.useFakeTimers()
    const never = () => new Promise<never>(() => undefined)
    const readiness = createReadiness({ checks: { GW_DATABASE_UNREACHABLE: never }, log: pino({ level: 'silent' }) })
    readiness.phase = 'serving'
    const asked = readiness.reasons()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(await asked).toMatchObject([{ code: 'GW_DATABASE_UNREACHABLE' }])
  })

  it('says that it is stopping to a probe that was asking when the signal came', async () => {
    const answered = Promise.withResolvers<void>()
    const check = () => answered.promise
    const readiness = createReadiness({ checks: { GW_DATABASE_UNREACHABLE: check }, log: pino({ level: 'silent' }) })
    readiness.phase = 'serving'
    const asked = readiness.reasons()
    readiness.phase = 'draining'
    answered.resolve()
    expect(await asked).toMatchObject([{ code: 'GW_DRAINING' }])
  })

  it('asks once for probes that come together, and anew for the next', async () => {
    const check = vi.fn<() => Promise<void>>(() => Promise.resolve())
    const readiness = createReadiness({ checks: { GW_DATABASE_UNREACHABLE: check }, log: pino({ level: 'silent' }) })
    readiness.phase = 'serving'
    expect(await Promise.all([readiness.reasons(), readiness.reasons()])).toEqual([[], []])
    expect(check).toHaveBeenCalledTimes(1)
    await readiness.reasons()
    expect(check).toHaveBeenCalledTimes(2)
  })
})
