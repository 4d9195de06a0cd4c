import path from 'node:path'
import { mkdir } from 'node:fs/promises'
import { layoutOf } from '../../infra/local/layout.ts'
import { freePorts } from '../../infra/local/ports.ts'
import { throwAll } from '../../infra/local/problem.ts'
import { checkMachine } from '../../infra/local/requirements.ts'
import { loadSecrets } from '../../infra/local/secrets.ts'
import type { Server } from '../../infra/local/server.ts'
import { loopback, type Context } from '../../infra/local/servers/context.ts'
import { adminClientId, keycloakUrl, startKeycloak } from '../../infra/local/servers/keycloak.ts'
import { startMinio } from '../../infra/local/servers/minio.ts'
import { createKeycloakDatabase, startPostgresql } from '../../infra/local/servers/postgresql.ts'
import { State } from '../../infra/local/state.ts'
import { kubernetesIsCached } from '../../infra/local/tools/kubernetes.ts'
import { getKeycloak } from '../../infra/local/tools/keycloak.ts'
import { getMinio } from '../../infra/local/tools/minio.ts'
import { needsOf } from '../../infra/local/tools/needs.ts'
import type { Toolbox } from '../../infra/local/tools/toolbox.ts'

/** The servers outside of the cluster that a stack administers, and how to get in. */
export interface DataServers {
  readonly keycloak: { readonly url: string; readonly adminClientId: string; readonly adminClientSecret: string }
  /** `endpoint` is `host:port`. */
  readonly minio: { readonly endpoint: string; readonly user: string; readonly password: string }
}

/** Starts Keycloak (and the PostgreSQL that it keeps its realms in) and MinIO, as the local stack does. */
export async function startDataServers(
  folder: string,
  tools: Toolbox,
): Promise<{ readonly facts: DataServers; readonly stop: () => Promise<void> }> {
  const layout = layoutOf(path.join(folder, 'data-servers'))
  await mkdir(layout.stateDir, { recursive: true, mode: 0o711 })
  const needs = needsOf(tools)
  const { machine, problems } = await checkMachine(
    { ...needs, go: needs.go || !kubernetesIsCached(tools), folders: [tools.cacheDir, layout.stateDir] },
    tools,
  )
  throwAll(problems)
  const { report, signal } = tools
  const ports = await freePorts()
  const secrets = loadSecrets(layout.secretsFile, false)
  const context: Context = { root: '', layout, ports, secrets, state: new State(layout.stateFile, ports), signal }
  const [keycloakStep, minioStep] = [report.step('keycloak'), report.step('minio')]
  const [distribution, minio] = await Promise.all([getKeycloak(tools, keycloakStep), getMinio(tools, minioStep)])
  const servers: Server[] = []
  const stop = async () => {
    for (const server of servers.toReversed()) await server.stop()
  }
  try {
    servers.push(await startMinio(context, minio))
    minioStep.done()
    servers.push(await startPostgresql(context))
    await createKeycloakDatabase(context)
    servers.push(await startKeycloak(context, distribution, machine.java))
    keycloakStep.done()
  } catch (error) {
    await stop()
    throw error
  }
  const facts: DataServers = {
    keycloak: { url: keycloakUrl(context), adminClientId, adminClientSecret: secrets.keycloakAdminClientSecret },
    minio: { endpoint: `${loopback}:${ports.minio}`, user: secrets.minioUser, password: secrets.minioPassword },
  }
  return { facts, stop }
}
