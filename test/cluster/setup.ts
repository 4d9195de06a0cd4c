import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { kubeconfigOf } from '../../infra/local/cluster/api-server.ts'
import { startCluster } from '../../infra/local/cluster/cluster.ts'
import { cacheDirectory } from '../../infra/local/layout.ts'
import { explain } from '../../infra/local/problem.ts'
import { reportTo } from '../../infra/local/progress.ts'
import type { ClusterAccess } from '../../infra/local/providers/kubernetes/kubeconfig.ts'
import { getPulumi } from '../../infra/local/tools/pulumi.ts'
import { probeReach } from '../../infra/local/tools/reach.ts'
import type { Toolbox } from '../../infra/local/tools/toolbox.ts'
import { startDataServers, type DataServers } from './data-servers.ts'
import { startOperator } from './operator.ts'

/** The running cluster: the way in, and the Pulumi engine. */
export interface ClusterFacts {
  readonly access: ClusterAccess
  readonly kubeconfig: string
  readonly pulumi: { readonly cli: string; readonly path: readonly string[] }
  /** Outside of the cluster: Keycloak and MinIO. */
  readonly servers: DataServers
}

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: ClusterFacts
  }
}

/**
 * Starts a real API server with the real definitions, Keycloak and MinIO once for all tests of this project, and stops
 * them afterwards. Their folder is kept when GATEHOUSE_KEEP_STATE is set, to look into the logs of a failed run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-cluster-'))
  // Where root runs the tests, PostgreSQL's account has to get through.
  await chmod(folder, 0o711)
  const report = reportTo(process.stderr)
  const interrupted = new AbortController()
  const interrupt = () => interrupted.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const { env } = process
  const started = new AsyncDisposableStack()
  const begin = async <T extends { readonly stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const running = await starting
    started.defer(running.stop)
    return running
  }
  try {
    const { signal } = interrupted
    const reach = await probeReach(env, signal)
    const tools: Toolbox = { cacheDir: cacheDirectory(env), reach, report, signal, env }
    const step = report.step('pulumi')
    const pulumi = await getPulumi(tools, step)
    step.done()
    const both = [begin(startCluster(folder, tools)), begin(startDataServers(folder, tools))] as const
    // Both come to rest before anything is stopped: one that is just coming up would be missed otherwise.
    await Promise.allSettled(both)
    const [{ access }, servers] = await Promise.all(both)
    await begin(startOperator(access))
    project.provide('cluster', {
      access,
      kubeconfig: kubeconfigOf(access),
      pulumi: { cli: pulumi.cli, path: pulumi.path },
      servers: servers.facts,
    })
    return async () => {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
      await started.disposeAsync()
      if (env['GATEHOUSE_KEEP_STATE'] === undefined) await rm(folder, { recursive: true, force: true })
    }
  } catch (error) {
    await started.disposeAsync()
    throw new Error(`the cluster did not come up; its logs are in ${folder}\n${explain(error)}`, { cause: error })
  } finally {
    report.close()
  }
}
