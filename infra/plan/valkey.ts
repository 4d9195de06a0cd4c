import type { DeployedSessionStore } from '../config/sessions.ts'
import { objectLabels, podLabels } from './cluster-names.ts'
import { restricted } from './container-security.ts'

/** Name of the StatefulSet, its Service and its NetworkPolicy. */
export const valkeyName = 'mlflow-sessions'
export const valkeyPort = 6379

/** What selects its pod. */
export const valkeyLabels = { 'app.kubernetes.io/name': 'valkey', 'app.kubernetes.io/instance': valkeyName } as const

/** User of the official image. A number, because `runAsNonRoot` can't tell whether a name is root. */
const user = 999

/** Keys of its Secret: the password for clients and probes, and the file with the password for the server. */
export const valkeyKeys = { password: 'password', configuration: 'valkey.conf' } as const

/**
 * The server's configuration with its password in it: on a command line or in a ConfigMap anyone could read it. Sessions
 * end by themselves; when memory runs out the least used go first, and their owners sign in anew.
 */
export function valkeyConfiguration(
  { maxMemoryMegabytes, persistence }: DeployedSessionStore,
  password: string,
): string {
  return [
    `port ${valkeyPort}`,
    'dir /data',
    'protected-mode yes',
    `requirepass ${password}`,
    `maxmemory ${maxMemoryMegabytes}mb`,
    'maxmemory-policy volatile-lru',
    'save ""',
    `appendonly ${persistence === undefined ? 'no' : 'yes'}`,
    '',
  ].join('\n')
}

/** The server needs room beside its data: for clients, and for the copy that rewriting its log makes. */
const memoryOf = (maxMemoryMegabytes: number) => `${Math.ceil(maxMemoryMegabytes * 1.5) + 32}Mi`

/** One pod. Several would need Sentinel or Cluster; a session store that is down signs people out and loses nothing else. */
export function valkeyStatefulSet<T>(settings: DeployedSessionStore, secretName: T) {
  const { image, cpu, maxMemoryMegabytes, persistence } = settings
  const memory = memoryOf(maxMemoryMegabytes)
  const file = '/etc/valkey'
  return {
    serviceName: valkeyName,
    replicas: 1,
    selector: { matchLabels: { ...valkeyLabels } },
    template: {
      metadata: { labels: { ...objectLabels, ...valkeyLabels } },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: {
          runAsNonRoot: true,
          runAsUser: user,
          runAsGroup: user,
          fsGroup: user,
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [
          {
            name: 'valkey',
            image,
            command: ['valkey-server', `${file}/${valkeyKeys.configuration}`],
            ports: [{ name: 'redis', containerPort: valkeyPort, protocol: 'TCP' }],
            // `valkey-cli` takes its password from here.
            env: [
              { name: 'REDISCLI_AUTH', valueFrom: { secretKeyRef: { name: secretName, key: valkeyKeys.password } } },
            ],
            livenessProbe: {
              tcpSocket: { port: valkeyPort },
              periodSeconds: 20,
              timeoutSeconds: 5,
              failureThreshold: 3,
            },
            readinessProbe: {
              // An answer that is no PONG (still loading, wrong password) ends `valkey-cli` with 0 as well.
              exec: { command: ['sh', '-c', 'valkey-cli ping | grep -qx PONG'] },
              periodSeconds: 10,
              timeoutSeconds: 5,
              failureThreshold: 3,
            },
            resources: { requests: { cpu, memory }, limits: { memory } },
            securityContext: { ...restricted(user), capabilities: { drop: ['ALL'] } },
            volumeMounts: [
              { name: 'configuration', mountPath: file, readOnly: true },
              { name: 'data', mountPath: '/data' },
            ],
          },
        ],
        volumes: [
          {
            name: 'configuration',
            secret: {
              secretName,
              items: [{ key: valkeyKeys.configuration, path: valkeyKeys.configuration }],
              defaultMode: 0o440,
            },
          },
          ...(persistence === undefined ? [{ name: 'data', emptyDir: { sizeLimit: '1Gi' } }] : []),
        ],
      },
    },
    ...(persistence === undefined
      ? {}
      : {
          volumeClaimTemplates: [
            {
              metadata: { name: 'data' },
              spec: {
                accessModes: ['ReadWriteOnce'],
                resources: { requests: { storage: persistence.size } },
                ...(persistence.storageClass === undefined ? {} : { storageClassName: persistence.storageClass }),
              },
            },
          ],
        }),
  }
}

/** MLflow's and the gateway's pods, and nobody else. The connection is plain: in the mesh it is encrypted around it. */
export function valkeyNetworkPolicy() {
  return {
    podSelector: { matchLabels: { ...valkeyLabels } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { ...podLabels } } }],
        // 15008: the same connection, as the ambient mesh carries it (HBONE).
        ports: [valkeyPort, 15_008].map((port) => ({ protocol: 'TCP', port })),
      },
    ],
    egress: [],
  }
}
