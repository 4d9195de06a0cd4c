import type { RoutedIngress } from '../config/ingress.ts'
import type { Certificate } from '../crds/certificate.ts'
import { objectLabels, serviceName } from './cluster-names.ts'

/** Secret with the certificate that cert-manager makes. */
const secretName = `${serviceName}-tls`

/** The certificate's Secret where TLS ends at the route; undefined where it ends elsewhere. */
export function tlsSecretName(ingress: RoutedIngress): string | undefined {
  if (ingress.kind === 'httpRoute') return undefined
  if (ingress.tls.mode === 'secret') return ingress.tls.secretName
  return ingress.tls.mode === 'certManager' ? secretName : undefined
}

/** The certificate of the public host; each renewal brings a new key. */
export function certificate(ingress: RoutedIngress, host: string, namespace: string): Certificate | undefined {
  if (ingress.kind === 'httpRoute' || ingress.tls.mode !== 'certManager') return undefined
  const { issuerKind, issuerName } = ingress.tls
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: secretName, namespace, labels: objectLabels },
    spec: {
      secretName,
      dnsNames: [host],
      usages: ['digital signature', 'key encipherment', 'server auth'],
      issuerRef: { group: 'cert-manager.io', kind: issuerKind, name: issuerName },
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    },
  }
}
