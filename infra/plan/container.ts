/**
 * The parts of a pod that the program writes itself, as Kubernetes spells them (API reference, core/v1). `T` is the kind
 * of value: text in plans and tests, an output in the program.
 */
export interface Container<T> {
  readonly name: string
  readonly image: T | string
  readonly imagePullPolicy?: string
  readonly command?: string[]
  readonly args?: string[]
  readonly restartPolicy?: 'Always'
  readonly env?: EnvVar<T>[]
  readonly envFrom?: { readonly secretRef: { readonly name: T | string } }[]
  readonly ports?: { readonly name: string; readonly containerPort: number; readonly protocol: 'TCP' }[]
  readonly livenessProbe?: Probe
  readonly readinessProbe?: Probe
  readonly startupProbe?: Probe
  readonly resources: ContainerResources
  readonly securityContext: ContainerSecurityContext
  readonly volumeMounts?: VolumeMount[]
}

export interface EnvVar<T> {
  readonly name: string
  readonly value?: T | string
  readonly valueFrom?: { readonly secretKeyRef: { readonly name: T | string; readonly key: string } }
}

export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: number }
  readonly exec?: { readonly command: string[] }
  readonly initialDelaySeconds?: number
  readonly periodSeconds: number
  readonly timeoutSeconds: number
  readonly failureThreshold: number
}

export interface ContainerResources {
  readonly requests: { readonly cpu: string; readonly memory: string }
  readonly limits: { readonly cpu?: string; readonly memory: string }
}

export interface ContainerSecurityContext {
  readonly runAsNonRoot: true
  readonly runAsUser: number
  readonly runAsGroup: number
  readonly readOnlyRootFilesystem: true
  readonly allowPrivilegeEscalation: false
  readonly capabilities: { readonly drop: 'ALL'[] }
  readonly seccompProfile: { readonly type: 'RuntimeDefault' }
}

export interface VolumeMount {
  readonly name: string
  readonly mountPath: string
  readonly readOnly?: boolean
}

export interface Volume<T> {
  readonly name: string
  readonly emptyDir?: { readonly sizeLimit?: string }
  readonly configMap?: { readonly name: T | string; readonly items: KeyToPath[] }
  readonly secret?: { readonly secretName: T | string; readonly items: KeyToPath[] }
}

export interface KeyToPath {
  readonly key: string
  readonly path: string
}

/** Variables in the order of their names, so that the same settings are always the same pod. */
export const plainEnv = <T>(variables: Readonly<Record<string, T | string>>): EnvVar<T>[] =>
  Object.entries(variables)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }))
