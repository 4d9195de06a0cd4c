import { cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { freePorts } from '../../infra/local/ports.ts'
import { identify } from '../../infra/local/process-identity.ts'
import { freshState, npmStart, pathWithOnly, portsOption, recordedProcesses } from '../support/npm-start.ts'

const ready = 'Ctrl-C stops everything.'
const failed = 'The stack did not come up.'

describe('npm start, before anything is started', () => {
  it('names the port that is taken, its part, and how to choose another', async () => {
    const ports = await freePorts()
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(ports.minio, '127.0.0.1', () => resolve()))
    const given = Object.entries(ports).map(([part, port]) => `${part}=${port}`)
    const stateDir = freshState()
    const start = await npmStart({ stateDir, ports: given.join(',') })
    expect(await start.exit).toBe(1)
    server.close()
    expect(start.output()).toContain(`port ${ports.minio} for minio`)
    expect(start.output()).toContain('--ports minio=')
    expect(existsSync(path.join(stateDir, 'data'))).toBe(false)
  })

  it('tells at once that Java, Python and the room on disk are missing, each with what to do', async () => {
    const env = {
      PATH: pathWithOnly('node', 'sh', 'tar'),
      JAVA_HOME: undefined,
      GATEHOUSE_MIN_FREE_GIB: '1000000',
    }
    const stateDir = freshState()
    const start = await npmStart({ stateDir, env })
    expect(await start.exit).toBe(1)
    expect(start.output()).toContain('looking for Java 17')
    expect(start.output()).toContain('openjdk-17-jre-headless')
    expect(start.output()).toContain('looking for Python 3.10')
    expect(start.output()).toContain('python3-venv')
    expect(start.output()).toContain('looking for 1000000 GiB of room')
    expect(existsSync(path.join(stateDir, 'data'))).toBe(false)
  })

  it('refuses to forget everything when there is nobody to ask', async () => {
    const stateDir = path.dirname(freshState())
    const start = await npmStart({ stateDir, args: ['--reset'] })
    expect(await start.exit).toBe(2)
    expect(existsSync(stateDir)).toBe(true)
    const sure = await npmStart({ stateDir, args: ['--reset', '--yes'] })
    expect(await sure.exit).toBe(0)
    expect(existsSync(stateDir)).toBe(false)
  })
})

describe('npm start, on the way up', () => {
  it('shows the end of the log of a Keycloak that does not come up, and stops the rest', async () => {
    const stateDir = freshState()
    const start = await npmStart({ stateDir, env: { JAVA_OPTS_APPEND: '-Xmx1m' } })
    expect(await start.exit).toBe(1)
    expect(start.output()).toContain('starting keycloak')
    expect(start.output()).toContain(path.join(stateDir, 'logs', 'keycloak.log'))
    expect(start.output()).toMatch(/heap size/)
    expect(recordedProcesses(stateDir)).toEqual([])
  })

  it('tells all five mistakes of a stack config, and leaves nothing half made', async () => {
    const root = cloneWith((config) =>
      config
        .replace('environment: development', 'environment: sandbox')
        .replace('users: [mlflow-users]', 'users: []')
        .replace('tls: false', 'tls: maybe')
        .replace('sslMode: disable', 'sslMode: sometimes')
        .replace('name: mlflow-ci', 'name: MLflow CI'),
    )
    const stateDir = freshState()
    const start = await npmStart({ stateDir, root })
    expect(await start.exit).toBe(1)
    for (const key of ['environment', 'groups.users', 'artifacts.tls', 'databases.sslMode', 'serviceClients']) {
      expect(start.output()).toContain(key)
    }
    expect(recordedProcesses(stateDir)).toEqual([])
  })
})

describe('npm start, cut off', () => {
  it('picks up where a killed start left off, keeps what was stored, and ends all it started', async () => {
    const stateDir = freshState()
    const ports = await portsOption()

    const killed = await npmStart({ stateDir, ports })
    await killed.said('making realm, clients, databases, bucket')
    killed.kill()
    expect(await killed.exit).toBeNull()
    const orphans = recordedProcesses(stateDir)
    expect(orphans.map(({ name }) => name)).toEqual(expect.arrayContaining(['postgresql', 'minio', 'keycloak']))

    const start = await npmStart({ stateDir, ports })
    await start.said('An earlier start was cut off')
    await start.said(ready)
    for (const { pid } of orphans) expect(identify(pid)).toBeUndefined()

    const second = await npmStart({ stateDir })
    expect(await second.exit).toBe(1)
    expect(second.output()).toContain('already up or coming up')

    const running = recordedProcesses(stateDir)
    expect(running.map(({ name }) => name).toSorted()).toEqual(['gateway', 'keycloak', 'minio', 'mlflow', 'postgresql'])
    start.interrupt()
    expect(await start.exit).toBe(0)
    for (const { pid } of running) expect(identify(pid)).toBeUndefined()
    expect(recordedProcesses(stateDir)).toEqual([])

    const passwords = passwordsIn(start.output())
    expect(passwords).toHaveLength(3)
    await wrongPassphrase(stateDir)

    const again = await npmStart({ stateDir, ports })
    await again.said(ready)
    expect(passwordsIn(again.output())).toEqual(passwords)
    const minio = recordedProcesses(stateDir).find(({ name }) => name === 'minio')
    process.kill(minio?.pid ?? 0, 'SIGKILL')
    expect(await again.exit).toBe(1)
    expect(again.output()).toContain('keeping minio running')
    expect(recordedProcesses(stateDir)).toEqual([])
  })
})

/** A passphrase that does not open the state is told before anything is started, and nothing is touched. */
async function wrongPassphrase(stateDir: string): Promise<void> {
  const file = path.join(stateDir, 'secrets.json')
  const state = path.join(stateDir, 'pulumi/backend/.pulumi/stacks/gatehouse/local.json')
  const secrets = readFileSync(file, 'utf8')
  const before = readFileSync(state, 'utf8')
  writeFileSync(file, secrets.replace(/("pulumiPassphrase": ")[^"]+/, '$1not-the-one'))
  const start = await npmStart({ stateDir })
  expect(await start.exit).toBe(1)
  expect(start.output()).toContain(failed)
  expect(start.output()).toContain('incorrect passphrase')
  expect(start.output()).toContain(file)
  expect(start.output()).not.toContain('not-the-one')
  expect(readFileSync(state, 'utf8')).toBe(before)
  writeFileSync(file, secrets)
}

/** The test users' lines of the welcome text. */
function passwordsIn(output: string): string[] {
  return output.split('\n').filter((line) => /^ {2}(ada|alice|mallory) /.test(line))
}

/** Another clone of the repository, with another committed config of the stack. */
function cloneWith(change: (config: string) => string): string {
  const origin = path.resolve(import.meta.dirname, '../..')
  const root = mkdtempSync(path.join(tmpdir(), 'gatehouse-clone-'))
  for (const name of ['infra', 'gateway', 'package.json', 'package-lock.json', 'Pulumi.yaml']) {
    cpSync(path.join(origin, name), path.join(root, name), { recursive: true })
  }
  symlinkSync(path.join(origin, 'node_modules'), path.join(root, 'node_modules'))
  writeFileSync(
    path.join(root, 'Pulumi.local.yaml'),
    change(readFileSync(path.join(origin, 'Pulumi.local.yaml'), 'utf8')),
  )
  return root
}
