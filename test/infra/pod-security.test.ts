import { describe, expect, it } from 'vitest'
import { restricted, restrictedPod, users } from '../../infra/plan/container-security.ts'
import { hardeningProblems, restrictedPodProblems } from '../../infra/policy/pod-security.ts'

const resources = { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } }
const container = { name: 'app', securityContext: restricted(users.mlflow), resources }
const pod = { automountServiceAccountToken: false, securityContext: restrictedPod, containers: [container] }

/** The good pod with one change in its container's security context. */
const withContext = (change: object) => ({
  ...pod,
  containers: [{ ...container, securityContext: { ...container.securityContext, ...change } }],
})
const withoutContext = { ...pod, securityContext: {}, containers: [{ name: 'app', resources }] }

describe('a pod in the profile restricted', () => {
  it('has nothing to tell of', () => {
    expect(restrictedPodProblems(pod)).toEqual([])
    expect(hardeningProblems(pod)).toEqual([])
  })

  it.each<[string, object, string]>([
    ['hostNetwork', { ...pod, hostNetwork: true }, 'the pod has hostNetwork'],
    ['hostPID', { ...pod, hostPID: true }, 'the pod has hostPID'],
    ['hostIPC', { ...pod, hostIPC: true }, 'the pod has hostIPC'],
    [
      'a path of the node',
      { ...pod, volumes: [{ name: 'x', hostPath: { path: '/' } }] },
      'volume x is of type hostPath',
    ],
    ['an NFS volume', { ...pod, volumes: [{ name: 'x', nfs: {} }] }, 'volume x is of type nfs'],
    [
      'a sysctl of the node',
      { ...pod, securityContext: { ...restrictedPod, sysctls: [{ name: 'kernel.msgmax', value: '1' }] } },
      'the pod sets kernel.msgmax',
    ],
    ['privileged', withContext({ privileged: true }), 'container app is privileged'],
    ['a way to more privileges', withContext({ allowPrivilegeEscalation: true }), 'allowPrivilegeEscalation'],
    ['capabilities left', withContext({ capabilities: {} }), 'drop ALL'],
    ['capabilities added', withContext({ capabilities: { drop: ['ALL'], add: ['NET_RAW'] } }), 'adds capabilities'],
    ['root by number', withContext({ runAsUser: 0 }), 'runAsUser 0'],
    ['root by leave', withContext({ runAsNonRoot: false }), 'runAsNonRoot'],
    ['no confinement', withContext({ seccompProfile: { type: 'Unconfined' } }), 'no seccomp profile'],
    ['an open /proc', withContext({ procMount: 'Unmasked' }), '/proc'],
    ["a node's port", { ...pod, containers: [{ ...container, ports: [{ hostPort: 80 }] }] }, 'port of the node'],
    [
      'an init container that nobody hardened',
      { ...pod, initContainers: [{ name: 'init', image: 'x' }] },
      'container init keeps capabilities',
    ],
  ])('may not have %s', (_name, changed, finding) => {
    expect(restrictedPodProblems(changed).join('\n')).toContain(finding)
  })

  it('may inherit user and seccomp profile from the pod, but not capabilities', () => {
    const inherits = {
      ...pod,
      containers: [
        { ...container, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
      ],
    }
    expect(restrictedPodProblems(inherits)).toEqual([])
    expect(restrictedPodProblems(withoutContext)).toHaveLength(4)
  })

  it('may bind a low port', () => {
    expect(restrictedPodProblems(withContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }))).toEqual(
      [],
    )
  })
})

describe('a pod of this stack', () => {
  it.each<[string, object, string]>([
    ['mounts no token', { ...pod, automountServiceAccountToken: true }, 'ServiceAccount token'],
    ['mounts no token by default either', { ...pod, automountServiceAccountToken: undefined }, 'ServiceAccount token'],
    ['writes nowhere', withContext({ readOnlyRootFilesystem: false }), 'can write to its root file system'],
    [
      'says what it needs',
      { ...pod, containers: [{ ...container, resources: { limits: resources.limits } }] },
      'requests no CPU or no memory',
    ],
    [
      'has a bound',
      { ...pod, containers: [{ ...container, resources: { requests: resources.requests } }] },
      'has no memory limit',
    ],
  ])('%s', (_name, changed, finding) => {
    expect(hardeningProblems(changed).join('\n')).toContain(finding)
  })
})
