import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { providerNames, versionOf } from '../../../infra/local/providers/catalogue.ts'
import { installStandIns, isStandIn } from '../../../infra/local/providers/install.ts'

let pluginsDir: string
beforeEach(async () => {
  pluginsDir = join(await mkdtemp(join(tmpdir(), 'plug ins-')), "it's plugins")
})
afterEach(async () => await rm(join(pluginsDir, '..'), { recursive: true, force: true }))

const folderOf = (name: (typeof providerNames)[number]) => `resource-${name}-v${versionOf(name)}`
const install = async () => await installStandIns({ pluginsDir, node: process.execPath })

it('puts each stand-in where the engine looks for the version that its SDK asks for', async () => {
  await install()
  expect((await readdir(pluginsDir)).toSorted()).toEqual(providerNames.map(folderOf).toSorted())
  expect(await isStandIn(join(pluginsDir, folderOf('random')), 'random')).toBe(true)
})

it('leaves alone what is as it should be', async () => {
  const [folder = ''] = await install()
  const before = (await stat(folder)).ino
  await install()
  expect((await stat(folder)).ino).toBe(before)
})

it('takes the place of another plugin of that version', async () => {
  const folder = join(pluginsDir, folderOf('minio'))
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'pulumi-resource-minio'), '\u007fELF')
  expect(await isStandIn(folder, 'minio')).toBe(false)
  await install()
  expect(await isStandIn(folder, 'minio')).toBe(true)
  expect(await readdir(pluginsDir)).toHaveLength(providerNames.length)
})

it('installs plugins that tell their port and end with the engine', async () => {
  const [folder = ''] = (await install()).filter((path) => path.includes('resource-random'))
  const plugin = spawn(join(folder, 'pulumi-resource-random'), [], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(plugin, 'exit')
  const [port] = await once(plugin.stdout, 'data')
  expect(String(port)).toMatch(/^\d+\n$/)
  plugin.stdin.end()
  expect(await ended).toEqual([0, null])
})

it('refuses to serve a provider that it does not know', async () => {
  const main = new URL('../../../infra/local/providers/main.ts', import.meta.url).pathname
  await expect(promisify(execFile)(process.execPath, [main, 'aws'])).rejects.toMatchObject({
    code: 2,
    stderr: 'usage: main.ts <keycloak|postgresql|minio|random|kubernetes>\n',
  })
})
