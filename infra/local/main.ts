import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { help, readArguments, type Options } from './arguments.ts'
import { factsOf } from './facts.ts'
import { explain } from './problem.ts'
import { reportTo } from './progress.ts'
import { reset } from './reset.ts'
import { prove } from './smoke/prove.ts'
import { startStack, type RunningStack } from './stack.ts'
import { welcome } from './welcome.ts'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const out = process.stdout

process.exitCode = await main()
// Sockets of a stack that is down must not keep the process up.
process.exit()

async function main(): Promise<number> {
  let options: Options
  try {
    options = readArguments(process.argv.slice(2), process.env)
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    return 1
  }
  if (options.help) {
    out.write(help)
    return 0
  }
  const stateDir = path.resolve(process.env['GATEHOUSE_STATE_DIR'] ?? path.join(root, '.local'))
  try {
    return options.reset
      ? await reset(stateDir, options, { input: process.stdin, output: out })
      : await start(options, stateDir)
  } catch (error) {
    process.stderr.write(`\nThe stack did not come up.\n${explain(error)}\n`)
    return 1
  }
}

async function start(options: Options, stateDir: string): Promise<number> {
  const asked = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked.abort(signal))
  const began = performance.now()
  const report = reportTo(out)
  let stack: RunningStack
  try {
    stack = await startStack({ root, stateDir, ports: options.ports, report, signal: asked.signal })
  } catch (error) {
    report.close()
    if (!asked.signal.aborted) throw error
    out.write('Stopped before it was up; everything that was started has ended.\n')
    return 130
  }
  report.close()
  if (options.smoke) {
    const proof = await prove(factsOf(stack), reportTo(out))
    await stack.stop()
    out.write(`${proof.line}\n`)
    return proof.passed ? 0 : 1
  }
  out.write(welcome(stack, (performance.now() - began) / 1000))
  const end = await Promise.race([
    stack.failure,
    new Promise<undefined>((resolve) => onceAborted(asked.signal, resolve)),
  ])
  if (end === undefined) out.write('\nStopping …\n')
  else process.stderr.write(`\n${explain(end)}\nStopping the rest …\n`)
  await stack.stop()
  out.write('Everything that was started has ended.\n')
  return end === undefined ? 0 : 1
}

function onceAborted(signal: AbortSignal, then: (nothing: undefined) => void): void {
  if (signal.aborted) then(undefined)
  else signal.addEventListener('abort', () => then(undefined), { once: true })
}
