import type { TrustSettings } from '../config/trust.ts'
import type { TrustBundleSpec, TrustSource } from '../crds/trust-bundle.ts'

/** Key of the ConfigMaps that this program or its Bundle writes. */
export const caKey = 'ca-bundle.pem'

/** A Bundle that reaches one namespace only; its default roots are those of trust-manager's package, not of Node. */
export function trustBundleSpec(
  { configMaps, secrets, certificates, publicRoots }: Extract<TrustSettings, { mode: 'trustManager' }>,
  namespace: string,
): TrustBundleSpec {
  const sources: TrustSource[] = [
    ...(publicRoots ? [{ useDefaultCAs: true as const }] : []),
    ...configMaps.map((configMap) => ({ configMap })),
    ...secrets.map((secret) => ({ secret })),
    ...certificates.map((inLine) => ({ inLine })),
  ]
  return {
    sources,
    target: {
      configMap: { key: caKey },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    },
  }
}
