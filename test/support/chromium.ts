import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/** What a headless Chromium needs on a build machine: no sandbox for root, and no traffic of its own. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const install = 'apt-get install --yes --no-install-recommends chromium fonts-dejavu-core'

function found(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  return folders.flatMap((folder) => names.map((name) => path.join(folder, name))).find((file) => existsSync(file))
}

const isDebian = () =>
  existsSync('/etc/os-release') && /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'))

/**
 * A real Chromium: the machine's own, installed first where the caller may (root on Debian).
 *
 * @throws Error with the one command to run where it is missing and can't be installed from here.
 */
export async function launchChromium(): Promise<Browser> {
  if (found() === undefined && isDebian() && process.getuid?.() === 0) {
    process.stderr.write(`Chromium is missing: ${install}\n`)
    spawnSync('sh', ['-c', `apt-get update -qq && DEBIAN_FRONTEND=noninteractive ${install} -qq`], { stdio: 'inherit' })
  }
  const executablePath = found()
  if (executablePath === undefined)
    throw new Error(`No Chromium on PATH (${names.join(', ')}). Install it and run again: sudo ${install}`)
  return chromium.launch({ executablePath, args: flags })
}
