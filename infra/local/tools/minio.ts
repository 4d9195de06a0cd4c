import { chmod } from 'node:fs/promises'
import path from 'node:path'
import type { Step } from '../progress.ts'
import { cached } from './cache.ts'
import { download } from './download.ts'
import { goBuild } from './go-build.ts'
import { platform } from './platform.ts'
import { publishedDigest } from './published-digest.ts'
import { showModules } from './pulumi.ts'
import { publishers } from './reach.ts'
import { firstThatWorks, showBytes, type Toolbox } from './toolbox.ts'
import { versions } from './pins.ts'

/** The name under which the cache keeps it. */
export const minioItem = `minio-${versions.minioModule}`

/** Gets the MinIO server and returns its executable. */
export async function getMinio(tools: Toolbox, step: Step): Promise<string> {
  const folder = await cached({ ...tools, name: minioItem, step, make: (at) => make(tools, step, at) })
  return path.join(folder, 'minio')
}

async function make(tools: Toolbox, step: Step, folder: string): Promise<void> {
  const { os, arch } = platform()
  const output = path.join(folder, 'minio')
  const official = {
    name: 'official release',
    get: async () => {
      step.phase('downloading the release')
      const name = `minio.${versions.minioRelease}`
      const url = `${publishers.minio}/server/minio/release/${os}-${arch}/archive/${name}`
      const digest = await publishedDigest(`${url}.sha256sum`, name, 'sha256', tools.signal)
      await download({ url, file: output, digest, signal: tools.signal, onProgress: showBytes(step) })
      await chmod(output, 0o755)
    },
  }
  const module = {
    name: 'compiling the Go module',
    get: async () => {
      step.phase('compiling (about three minutes, once)')
      await goBuild(
        { module: 'minio', package: 'github.com/minio/minio', output },
        { ...tools, onOutput: showModules(step) },
      )
    },
  }
  await firstThatWorks('minio', [tools.reach.minio ? official : undefined, module], folder, tools)
}
