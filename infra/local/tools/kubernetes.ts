import path from 'node:path'
import type { Step } from '../progress.ts'
import { cached, isCached } from './cache.ts'
import { goBuild } from './go-build.ts'
import { versions } from './pins.ts'
import { showModules } from './pulumi.ts'
import type { Toolbox } from './toolbox.ts'

const items = { etcd: `etcd-${versions.etcd}`, kubeApiserver: `kube-apiserver-${versions.kubernetes}` } as const

/** Whether both are there already; otherwise Go is needed. */
export function kubernetesIsCached({ cacheDir }: Pick<Toolbox, 'cacheDir'>): boolean {
  return Object.values(items).every((item) => isCached(cacheDir, item))
}

/** Gets etcd, the database of the API server, and returns its executable. */
export async function getEtcd(tools: Toolbox, step: Step): Promise<string> {
  return await compiled(tools, step, {
    name: 'etcd',
    item: items.etcd,
    package: 'go.etcd.io/etcd/server/v3',
    takes: 'about half a minute',
  })
}

/** Gets the Kubernetes API server and returns its executable. */
export async function getKubeApiserver(tools: Toolbox, step: Step): Promise<string> {
  return await compiled(tools, step, {
    name: 'kube-apiserver',
    item: items.kubeApiserver,
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    takes: 'about six minutes',
    linkerFlags: `-X k8s.io/component-base/version.gitVersion=v${versions.kubernetes}`,
  })
}

interface Source {
  /** Of the executable, and of the module below `go/`. */
  readonly name: string
  /** Under which the cache keeps it. */
  readonly item: string
  readonly package: string
  readonly takes: string
  readonly linkerFlags?: string
}

async function compiled(tools: Toolbox, step: Step, { name, item, takes, ...source }: Source): Promise<string> {
  const folder = await cached({
    ...tools,
    name: item,
    step,
    make: async (at) => {
      step.phase(`compiling (${takes}, once)`)
      const program = { ...source, module: name, output: path.join(at, name) }
      await goBuild(program, { ...tools, onOutput: showModules(step) })
    },
  })
  return path.join(folder, name)
}
