import { pino } from 'pino'
import { load } from './config/load.ts'
import { errors, GatewayError, messageOf } from './errors.ts'
import { start } from './start.ts'

const exitOfWrongSettings = 2
const exitOfFailedStart = 1

try {
  const settings = load(process.env)
  const log = pino({ level: settings.LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime })
  const gateway = await start(settings, log)
  log.info({ port: gateway.port, public_url: settings.GATEWAY_PUBLIC_URL }, 'listening')

  let stopping = false
  const stop = (signal: NodeJS.Signals): void => {
    // Whoever asks twice does not want to wait for running requests.
    if (stopping) process.exit(exitOfFailedStart)
    stopping = true
    log.info({ signal }, 'stopping')
    gateway.stop().then(
      () => {
        log.info('stopped')
        return (process.exitCode = 0)
      },
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exitCode = exitOfFailedStart
      },
    )
  }
  process.on('SIGTERM', stop).on('SIGINT', stop)
} catch (error) {
  const known = error instanceof GatewayError ? error : undefined
  const code = known?.code ?? 'GW_UNEXPECTED'
  process.stderr.write(`gatehouse-gateway: ${code}: ${messageOf(error)}\n${errors[code].remedy}\n`)
  process.exitCode = code === 'GW_SETTINGS_INVALID' ? exitOfWrongSettings : exitOfFailedStart
}
