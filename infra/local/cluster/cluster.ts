import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { freePortNumbers } from '../ports.ts'
import type { Report } from '../progress.ts'
import { connect } from '../providers/kubernetes/api.ts'
import type { ClusterAccess } from '../providers/kubernetes/kubeconfig.ts'
import type { Server } from '../server.ts'
import { State } from '../state.ts'
import { getCrds } from '../tools/crds.ts'
import { getEtcd, getKubeApiserver } from '../tools/kubernetes.ts'
import type { Toolbox } from '../tools/toolbox.ts'
import { startApiServer } from './api-server.ts'
import { startEtcd } from './etcd.ts'
import { installCrds } from './install-crds.ts'

/** A real API server with the definitions of every kind that the program may declare; nothing acts on its objects. */
export interface RunningCluster {
  readonly access: ClusterAccess
  readonly stop: () => Promise<void>
}

/**
 * Gets what is missing and starts a cluster on free ports of loopback.
 *
 * @param folder an empty folder for its data, keys and logs.
 * @throws {Problem} what was tried, what came back, what to do; nothing is left running then.
 */
export async function startCluster(folder: string, tools: Toolbox): Promise<RunningCluster> {
  const { report, signal } = tools
  const [etcd, kubeApiserver, crds] = await Promise.all([
    inStep(report, 'etcd', (step) => getEtcd(tools, step)),
    inStep(report, 'kube-apiserver', (step) => getKubeApiserver(tools, step)),
    inStep(report, 'definitions', (step) => getCrds(tools, step)),
  ])
  await mkdir(folder, { recursive: true })
  const [etcdPort = 0, apiServer = 0] = await freePortNumbers(2)
  const ports = { etcd: etcdPort, apiServer }
  const context = { folder, ports, state: new State(path.join(folder, 'state.json'), ports), signal }
  const servers: Server[] = []
  const stop = async () => {
    for (const server of servers.toReversed()) await server.stop()
  }
  try {
    return await inStep(report, 'cluster', async (step) => {
      step.phase('starting etcd and kube-apiserver')
      servers.push(await startEtcd(context, etcd))
      const { server, access } = await startApiServer(context, kubeApiserver)
      servers.push(server)
      step.phase('installing custom resource definitions')
      const api = connect(access)
      try {
        await installCrds(api, crds, signal)
      } finally {
        await api.close()
      }
      return { access, stop }
    })
  } catch (error) {
    await stop()
    throw error
  }
}

async function inStep<T>(
  report: Report,
  name: string,
  work: (step: ReturnType<Report['step']>) => Promise<T>,
): Promise<T> {
  const step = report.step(name)
  try {
    const result = await work(step)
    step.done()
    return result
  } catch (error) {
    step.failed()
    throw error
  }
}
