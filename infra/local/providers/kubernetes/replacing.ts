import type { ObjectType } from './type-token.ts'

const identity = ['metadata.name', 'metadata.namespace', 'apiVersion', 'kind']

const byKind: Readonly<Record<string, readonly string[]>> = {
  'apps/v1 DaemonSet': ['spec.selector'],
  'apps/v1 Deployment': ['spec.selector'],
  'apps/v1 StatefulSet': [
    'spec.podManagementPolicy',
    'spec.revisionHistoryLimit',
    'spec.selector',
    'spec.serviceName',
    'spec.volumeClaimTemplates',
  ],
  'batch/v1 Job': ['spec.completions', 'spec.parallelism', 'spec.selector', 'spec.template'],
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': ['roleRef'],
  'rbac.authorization.k8s.io/v1 RoleBinding': ['roleRef'],
  'storage.k8s.io/v1 StorageClass': ['parameters', 'provisioner'],
  'v1 PersistentVolumeClaim': ['spec.accessModes', 'spec.selector', 'spec.storageClassName', 'spec.volumeName'],
  'v1 ResourceQuota': ['spec.scopes'],
  'v1 Service': ['spec.clusterIP'],
}

/** Whose content replaces them, so that what refers to them by name notices: unless the provider is told otherwise. */
const content: Readonly<Record<string, readonly string[]>> = {
  'v1 ConfigMap': ['binaryData', 'data'],
  'v1 Secret': ['type', 'stringData', 'data'],
}

/** The paths whose change replaces an object, as in the official provider (pkg/provider/force_new.go). */
export function replacingPaths({ apiVersion, kind }: ObjectType, mutableContent: boolean): readonly string[] {
  const name = `${apiVersion} ${kind}`
  return [...identity, ...(byKind[name] ?? []), ...(mutableContent ? [] : (content[name] ?? []))]
}
