import path from 'node:path'
import type { Step } from '../progress.ts'
import { cached } from './cache.ts'
import { goBuild } from './go-build.ts'
import { versions } from './pins.ts'
import { showModules } from './pulumi.ts'
import type { Toolbox } from './toolbox.ts'

/** Gets etcd, the database of the API server, and returns its executable. */
export async function getEtcd(tools: Toolbox, step: Step): Promise<string> {
  return await compiled(tools, step, {
    name: 'etcd',
    version: versions.etcd,
    package: 'go.etcd.io/etcd/server/v3',
    takes: 'about half a minute',
  })
}

/** Gets the Kubernetes API server and returns its executable. */
export async function getKubeApiserver(tools: Toolbox, step: Step): Promise<string> {
  return await compiled(tools, step, {
    name: 'kube-apiserver',
    version: versions.kubernetes,
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    takes: 'about six minutes',
    linkerFlags: `-X k8s.io/component-base/version.gitVersion=v${versions.kubernetes}`,
  })
}

interface Source {
  /** Of the executable, and of the module below `go/`. */
  readonly name: string
  readonly version: string
  readonly package: string
  readonly takes: string
  readonly linkerFlags?: string
}

async function compiled(tools: Toolbox, step: Step, { name, version, takes, ...source }: Source): Promise<string> {
  const folder = await cached({
    ...tools,
    name: `${name}-${version}`,
    step,
    make: async (at) => {
      step.phase(`compiling (${takes}, once)`)
      const program = { ...source, module: name, output: path.join(at, name) }
      await goBuild(program, { ...tools, onOutput: showModules(step) })
    },
  })
  return path.join(folder, name)
}
