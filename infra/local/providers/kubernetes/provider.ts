import { servedProvider } from '../plugin/served.ts'
import { kubernetesConnection } from './connection.ts'
import { objectResource } from './object-resource.ts'
import { releaseResource, releaseType } from './release.ts'
import { objectType } from './type-token.ts'

export const kubernetes = servedProvider({
  name: 'kubernetes',
  config: {
    /** The text of a kubeconfig, not its path. */
    kubeconfig: { type: 'string', required: true, secret: true },
    context: { type: 'string' },
    namespace: { type: 'string' },
    clusterIdentifier: { type: 'string' },
    enableServerSideApply: { type: 'boolean', default: true },
    enablePatchForce: { type: 'boolean', default: false },
    enableConfigMapMutable: { type: 'boolean', default: false },
    enableSecretMutable: { type: 'boolean', default: false },
    upsertExistingObjects: { type: 'boolean', default: false },
    suppressDeprecationWarnings: { type: 'boolean' },
    suppressHelmHookWarnings: { type: 'boolean' },
  },
  connect: kubernetesConnection,
  functions: [],
  resource: (token, connect) =>
    token === releaseType ? releaseResource(connect) : objectResource(objectType(token), connect),
})
