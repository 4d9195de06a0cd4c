import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { serverEnvironment } from '../environment.ts'
import { connect } from '../providers/kubernetes/api.ts'
import type { ClusterAccess } from '../providers/kubernetes/kubeconfig.ts'
import { startServer, type Server } from '../server.ts'
import { loopback } from '../servers/context.ts'
import type { ClusterContext } from './context.ts'

/** An API server that runs, and the way in as an administrator. */
export interface ApiServer {
  readonly server: Server
  readonly access: ClusterAccess
}

/** Starts a Kubernetes API server on loopback over a running etcd. There is no controller behind it. */
export async function startApiServer(context: ClusterContext, executable: string): Promise<ApiServer> {
  const { folder, ports, state, signal } = context
  const keys = path.join(folder, 'keys')
  await mkdir(keys, { recursive: true, mode: 0o700 })
  const files = {
    tokens: path.join(keys, 'tokens.csv'),
    serviceAccounts: path.join(keys, 'service-accounts.pem'),
    // The server makes itself a certificate, signed by an authority of its own that is in the same file.
    certificate: path.join(keys, 'apiserver.crt'),
  }
  const token = randomBytes(24).toString('base64url')
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const secret = { mode: 0o600 }
  await writeFile(files.tokens, `${token},administrator,administrator,system:masters\n`, secret)
  await writeFile(files.serviceAccounts, privateKey.export({ type: 'sec1', format: 'pem' }), secret)
  const url = `https://${loopback}:${ports.apiServer}`
  const access = async (): Promise<ClusterAccess> => ({
    server: url,
    ca: await readFile(files.certificate, 'utf8'),
    token,
  })

  const server = await startServer(
    {
      part: 'kube-apiserver',
      command: executable,
      args: [
        `--etcd-servers=http://${loopback}:${ports.etcd}`,
        `--bind-address=${loopback}`,
        `--advertise-address=${loopback}`,
        `--secure-port=${ports.apiServer}`,
        `--cert-dir=${keys}`,
        `--token-auth-file=${files.tokens}`,
        '--authorization-mode=RBAC',
        `--service-account-issuer=${url}`,
        `--service-account-key-file=${files.serviceAccounts}`,
        `--service-account-signing-key-file=${files.serviceAccounts}`,
        '--service-cluster-ip-range=10.0.0.0/16',
        // No other server takes part: the addresses of this one needn't be told to anybody.
        '--endpoint-reconciler-type=none',
        '--v=0',
      ],
      cwd: folder,
      env: serverEnvironment({}),
      logFile: path.join(folder, 'logs', 'kube-apiserver.log'),
      ready: async (probe) => {
        const api = connect(await access())
        try {
          await (await api.stream({ method: 'GET', path: '/readyz', signal: probe })).text()
        } finally {
          await api.close()
        }
      },
      readyWithinMs: 120_000,
      remedy: 'Read the log.',
    },
    state,
    signal,
  )
  return { server, access: await access() }
}

/** The access as the text of a kubeconfig, which is what a Pulumi provider takes. JSON is YAML, too. */
export function kubeconfigOf({ server, ca = '', token = '' }: ClusterAccess): string {
  const name = 'gatehouse-test'
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  })
}
