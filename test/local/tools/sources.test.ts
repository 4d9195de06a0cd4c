import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Problem } from '../../../infra/local/problem.ts'
import { silent } from '../../../infra/local/progress.ts'
import { platform } from '../../../infra/local/tools/platform.ts'
import { fits } from '../../../infra/local/tools/pulumi.ts'
import { probeReach } from '../../../infra/local/tools/reach.ts'
import { firstThatWorks, type Toolbox } from '../../../infra/local/tools/toolbox.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})
const { signal } = new AbortController()

/** A host that answers with a status, or never (status 0). */
async function host(status: number): Promise<string> {
  const server = createServer((_request, response) => {
    if (status > 0) response.writeHead(status).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('which publishers can be reached', () => {
  it('is asked of each: one that answers, one that refuses, one that never answers', async () => {
    const hosts = { pulumi: await host(302), github: await host(403), minio: await host(0) }
    expect(await probeReach({}, signal, hosts)).toEqual({ pulumi: true, github: false, minio: false })
  })

  it.each([
    ['official', true],
    ['registries', false],
  ])('is decided by GATEHOUSE_DOWNLOADS=%s without asking', async (setting, expected) => {
    const hosts = { pulumi: await host(500), github: await host(200), minio: await host(500) }
    const reach = await probeReach({ GATEHOUSE_DOWNLOADS: setting }, signal, hosts)
    expect(reach).toEqual({ pulumi: expected, github: expected, minio: expected })
  })

  it('is not guessed from a value that nobody knows', async () => {
    await expect(probeReach({ GATEHOUSE_DOWNLOADS: 'offline' }, signal)).rejects.toThrow(/"offline" is neither/)
  })
})

describe('the sources of a tool', () => {
  const said: string[] = []
  const tools: Toolbox = {
    cacheDir: '',
    reach: { pulumi: false, github: false, minio: false },
    report: { ...silent, say: (line) => said.push(line) },
    signal,
    env: {},
  }
  const broken = (name: string) => ({
    name,
    get: () => Promise.reject(new Problem({ tried: name, outcome: 'closed', remedy: `open ${name}` })),
  })
  const working = { name: 'second', get: () => Promise.resolve() }

  it('are tried in order, and a source that does not work is told', async () => {
    await firstThatWorks('keycloak', [broken('first'), undefined, working], '/x', tools)
    expect(said).toEqual([expect.stringMatching(/keycloak: first did not work .*closed/)])
  })

  it('are all told when none works, with the last remedy', async () => {
    await expect(firstThatWorks('keycloak', [broken('first'), broken('second')], '/x', tools)).rejects.toMatchObject({
      outcome: 'first: first: closed\nsecond: second: closed',
      remedy: 'open second',
    })
  })
})

it.each([
  ['v3.259.0', true],
  ['v3.300.1', true],
  ['3.258.9', false],
  ['v4.0.0', false],
  ['', false],
])('takes a Pulumi CLI %s from PATH: %s', (version, expected) => expect(fits(version)).toBe(expected))

it('says on which machines it runs', () => {
  expect(platform('darwin', 'arm64')).toEqual({ os: 'darwin', arch: 'arm64' })
  expect(() => platform('win32', 'x64')).toThrow(/win32 on x64/)
})
