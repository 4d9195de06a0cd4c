// Runs a command with the project's npm packages in place: installs them when they are missing or differ from the
// lock file, then starts the command under the Node that the project pins. It is plain JavaScript without imports
// from npm, because it has to run before any package is there and under whatever Node the machine has.
//
//   node infra/local/with-packages.mjs <file.ts> [arguments…]
import { createHash } from 'node:crypto'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const stamp = path.join(root, 'node_modules/.gatehouse-lock')
const pinnedNode = path.join(root, 'node_modules/.bin/node')
const lock = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex')

function packagesAreInPlace() {
  return existsSync(pinnedNode) && existsSync(stamp) && readFileSync(stamp, 'utf8') === lock
}

function install() {
  process.stderr.write('npm packages: installing what package-lock.json names …\n')
  const started = Date.now()
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (npm.error || npm.status !== 0) {
    process.stderr.write(
      `npm packages: "npm ci" ended with ${npm.error?.message ?? `exit code ${npm.status}`}.\n` +
        'Check that the npm registry can be reached (npm ping) and that the disk has room, then run the command again.\n',
    )
    process.exit(1)
  }
  writeFileSync(stamp, lock)
  process.stderr.write(`npm packages: installed in ${Math.round((Date.now() - started) / 1000)} s\n`)
}

if (!packagesAreInPlace()) install()

const [script, ...rest] = process.argv.slice(2)
const child = spawn(pinnedNode, [path.join(root, script), ...rest], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH ?? ''}` },
})
// The terminal sends Ctrl-C to the whole process group, so the child has it already; it decides when to end.
process.on('SIGINT', () => undefined)
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))
