/**
 * Runs the project's checks and ends with one line, `N passed, N failed`.
 *
 *   node test/main.ts            everything: format, lint, types, unit tests, tests on real servers and a real browser
 *   node test/main.ts --check    without the servers: under a minute
 *   node test/main.ts --cluster  the program on a real Kubernetes API server, which is compiled at the first run
 *
 * Every step runs, whatever the ones before it found. The exit code is 0 when nothing failed.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

interface Count {
  readonly passed: number
  readonly failed: number
}

interface Step {
  readonly name: string
  readonly command: readonly string[]
  /** Tells how many tests ran and failed; a step without tests counts as one. */
  readonly vitestProject?: string
}

const check: readonly Step[] = [
  { name: 'format', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { name: 'lint', command: ['oxlint'] },
  { name: 'types', command: ['tsc'] },
  { name: 'unit tests', command: ['vitest', 'run'], vitestProject: 'unit' },
]
const servers: readonly Step[] = [{ name: 'tests on real servers', command: ['vitest', 'run'], vitestProject: 'stack' }]
const cluster: readonly Step[] = [
  { name: 'tests on a Kubernetes API server', command: ['vitest', 'run'], vitestProject: 'cluster' },
]

const reports = mkdtempSync(path.join(tmpdir(), 'gatehouse-test-'))

function run(command: readonly string[]): Promise<number> {
  const [program = '', ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', (cause) =>
      reject(new Error(`${program} could not be started; run npm ci and try again`, { cause })),
    )
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

async function execute({ name, command, vitestProject }: Step): Promise<Count> {
  const started = performance.now()
  console.log(`\n── ${name}`)
  const report = path.join(reports, `${vitestProject ?? 'none'}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await run(
    vitestProject === undefined
      ? command
      : [...command, '--config', 'test/vitest.config.ts', '--project', vitestProject, ...reporters],
  )
  const count = vitestProject === undefined ? outcome(code) : counted(report, code)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`── ${name}: ${count.passed} passed, ${count.failed} failed in ${seconds} s`)
  return count
}

const outcome = (code: number): Count => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })

/** A run that ends badly although no test failed (a set-up that threw, an unhandled rejection) is a failure too. */
function counted(report: string, code: number): Count {
  const { passed, failed } = readCount(report)
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed }
}

function readCount(report: string): Count {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<string, unknown>
    return { passed: Number(numPassedTests), failed: Number(numFailedTests) }
  } catch {
    return { passed: 0, failed: 1 }
  }
}

const asked = (option: string) => process.argv.includes(option)
const steps = asked('--cluster') ? cluster : asked('--check') ? check : [...check, ...servers]
let total: Count = { passed: 0, failed: 0 }
for (const step of steps) {
  const count = await execute(step)
  total = { passed: total.passed + count.passed, failed: total.failed + count.failed }
}
rmSync(reports, { recursive: true })
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
