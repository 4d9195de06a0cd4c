import { readFileSync } from 'node:fs'
import { run } from './command.ts'
import type { Report } from './progress.ts'
import { Problem } from './problem.ts'

/** Whether missing system packages may be installed here: the caller is root on a Debian (a container, a CI job). */
export async function mayInstall(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<boolean> {
  if (process.getuid?.() !== 0 || !isDebian()) return false
  try {
    return (await run({ command: 'apt-get', args: ['--version'], env, signal })).code === 0
  } catch {
    return false
  }
}

/**
 * Installs Debian packages.
 *
 * @throws {Problem} with what apt-get said.
 */
export async function installPackages(
  packages: readonly string[],
  { env, signal, report }: { env: NodeJS.ProcessEnv; signal: AbortSignal; report: Report },
): Promise<void> {
  const step = report.step('system')
  const apt = async (...args: string[]) =>
    run({ command: 'apt-get', args: ['-q', ...args], env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, signal })
  step.phase(`installing ${packages.join(', ')}`)
  // Without a list, or with an old one, apt-get names packages that are not there any more.
  await apt('update')
  const { code, stdout, stderr } = await apt('install', '--yes', '--no-install-recommends', ...packages)
  if (code === 0) {
    step.done(`installed ${packages.join(', ')}`)
    return
  }
  step.failed()
  throw new Problem({
    tried: `apt-get install ${packages.join(' ')}`,
    outcome: `exit code ${code}\n${`${stdout}\n${stderr}`.trim().split('\n').slice(-5).join('\n')}`,
    remedy: 'Install the packages by hand and run the command again.',
  })
}

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'))
  } catch {
    return false
  }
}
