import { pino } from 'pino'
import { load } from './config/load.ts'
import { errors, GatewayError, messageOf } from './errors.ts'
import { start, type Gateway } from './start.ts'
import { version } from './version.ts'

const exitOfWrongSettings = 2
const exitOfFailedStart = 1

if (process.argv.includes('--version')) process.stdout.write(`${version}\n`)
else await run()

async function run(): Promise<void> {
  try {
    const settings = load(process.env)
    const log = pino({ level: settings.LOG_LEVEL, base: null, timestamp: pino.stdTimeFunctions.isoTime })
    let gateway: Gateway | undefined
    let stopping = false
    const stop = (signal: NodeJS.Signals): void => {
      // Whoever asks twice does not want to wait for running requests; before the start is over there are none.
      if (stopping || gateway === undefined) process.exit(exitOfFailedStart)
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
    // From the first moment on: the first process of a container has no default action for signals.
    process.on('SIGTERM', stop).on('SIGINT', stop)
    gateway = await start(settings, log)
    const { ports } = gateway
    log.info(
      {
        port: ports.public,
        admin_port: ports.admin,
        traces_port: ports.traces,
        public_url: settings.GATEWAY_PUBLIC_URL,
        version,
      },
      'listening',
    )
  } catch (error) {
    const known = error instanceof GatewayError ? error : undefined
    const code = known?.code ?? 'GW_UNEXPECTED'
    process.stderr.write(`gatehouse-gateway: ${code}: ${messageOf(error)}\n${errors[code].remedy}\n`)
    process.exitCode = code === 'GW_SETTINGS_INVALID' ? exitOfWrongSettings : exitOfFailedStart
  }
}
