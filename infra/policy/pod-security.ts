/**
 * What a pod must be like in this stack. Pure functions over pod specs, shared by the tests and the policy pack: they
 * see a pod from anywhere, so they take it as unknown JSON.
 */
import { z } from 'zod'

const securityContext = z.looseObject({
  privileged: z.boolean().optional(),
  allowPrivilegeEscalation: z.boolean().optional(),
  readOnlyRootFilesystem: z.boolean().optional(),
  runAsNonRoot: z.boolean().optional(),
  runAsUser: z.number().optional(),
  procMount: z.string().optional(),
  capabilities: z.looseObject({ drop: z.array(z.string()).optional(), add: z.array(z.string()).optional() }).optional(),
  seccompProfile: z.looseObject({ type: z.string() }).optional(),
  sysctls: z.array(z.looseObject({ name: z.string() })).optional(),
})

const container = z.looseObject({
  name: z.string(),
  securityContext: securityContext.optional(),
  ports: z.array(z.looseObject({ hostPort: z.number().optional() })).optional(),
  resources: z
    .looseObject({
      requests: z.looseObject({ cpu: z.string().optional(), memory: z.string().optional() }).optional(),
      limits: z.looseObject({ memory: z.string().optional() }).optional(),
    })
    .optional(),
})

const podSpec = z.looseObject({
  hostNetwork: z.boolean().optional(),
  hostPID: z.boolean().optional(),
  hostIPC: z.boolean().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  securityContext: securityContext.optional(),
  containers: z.array(container),
  initContainers: z.array(container).optional(),
  volumes: z.array(z.looseObject({ name: z.string() })).optional(),
})

type Container = z.output<typeof container>
type PodSpec = z.output<typeof podSpec>

/** Volume types of the profile `restricted`; a volume has its type as its other key. */
const volumeTypes = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
])

const safeSysctls = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
])

const confined = ['RuntimeDefault', 'Localhost']

/**
 * What keeps a pod out of a namespace that enforces the profile `restricted` of the Pod Security Standards (Kubernetes:
 * "Pod Security Standards", v1.34); one sentence a finding.
 */
export function restrictedPodProblems(pod: unknown): string[] {
  const spec = podSpec.parse(pod)
  const onNode = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => spec[name] === true)
  const badVolumes = (spec.volumes ?? []).flatMap(({ name, ...source }) =>
    Object.keys(source)
      .filter((type) => !volumeTypes.has(type))
      .map((type) => `volume ${name} is of type ${type}`),
  )
  const badSysctls = (spec.securityContext?.sysctls ?? []).filter(({ name }) => !safeSysctls.has(name))
  return [
    ...onNode.map((name) => `the pod has ${name}`),
    ...badVolumes,
    ...badSysctls.map(({ name }) => `the pod sets ${name}`),
    ...containersOf(spec).flatMap((each) =>
      containerProblems(each, spec).map((finding) => `container ${each.name} ${finding}`),
    ),
  ]
}

function containerProblems(
  { securityContext: own = {}, ports = [] }: Container,
  { securityContext: of = {} }: PodSpec,
) {
  const { capabilities = {} } = own
  const checks: readonly (readonly [boolean, string])[] = [
    [own.privileged === true, 'is privileged'],
    [own.allowPrivilegeEscalation !== false, 'may gain privileges (allowPrivilegeEscalation)'],
    [capabilities.drop?.includes('ALL') !== true, 'keeps capabilities (drop ALL)'],
    [capabilities.add?.some((name) => name !== 'NET_BIND_SERVICE') === true, 'adds capabilities'],
    [(own.runAsNonRoot ?? of.runAsNonRoot) !== true, 'may run as root (runAsNonRoot)'],
    [(own.runAsUser ?? of.runAsUser) === 0, 'runs as root (runAsUser 0)'],
    [!confined.includes((own.seccompProfile ?? of.seccompProfile)?.type ?? ''), 'has no seccomp profile'],
    [own.procMount !== undefined && own.procMount !== 'Default', 'unmasks /proc'],
    [ports.some(({ hostPort = 0 }) => hostPort !== 0), 'takes a port of the node'],
  ]
  return checks.flatMap(([wrong, finding]) => (wrong ? [finding] : []))
}

/** What this stack asks beyond the profile: nothing to write to, a bounded appetite, no token of the API server. */
export function hardeningProblems(pod: unknown): string[] {
  const spec = podSpec.parse(pod)
  return [
    ...(spec.automountServiceAccountToken === false ? [] : ['the pod mounts a ServiceAccount token']),
    ...containersOf(spec).flatMap(({ name, securityContext: own = {}, resources = {} }) => [
      ...(own.readOnlyRootFilesystem === true ? [] : [`container ${name} can write to its root file system`]),
      ...(resources.requests?.cpu === undefined || resources.requests.memory === undefined
        ? [`container ${name} requests no CPU or no memory`]
        : []),
      ...(resources.limits?.memory === undefined ? [`container ${name} has no memory limit`] : []),
    ]),
  ]
}

const containersOf = ({ containers, initContainers = [] }: PodSpec): Container[] => [...initContainers, ...containers]
