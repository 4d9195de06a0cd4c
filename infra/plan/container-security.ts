import type { ContainerSecurityContext } from './container.ts'

/** Users of the images. Numbers, because `runAsNonRoot` can't tell whether a name is root. */
export const users = {
  /** burakince/mlflow. */
  mlflow: 1001,
  /** Distroless' `nonroot`, which the gateway's image runs as. */
  gateway: 65_532,
} as const

/** What the profile `restricted` of the Pod Security Standards asks of a container, and a read-only root on top. */
export const restricted = (user: number): ContainerSecurityContext => ({
  runAsNonRoot: true,
  runAsUser: user,
  runAsGroup: user,
  readOnlyRootFilesystem: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
})

/** The same for the pod: it covers containers that a chart adds without asking. */
export const restrictedPod = {
  runAsNonRoot: true,
  fsGroup: users.mlflow,
  seccompProfile: { type: 'RuntimeDefault' },
} as const
