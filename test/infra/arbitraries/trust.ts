import { rootCertificates } from 'node:tls'
import fc from 'fast-check'
import { trust, type TrustSettings } from '../../../infra/config/trust.ts'
import { label } from './text.ts'

/** Real certificates, though public ones. */
const certificate = fc.constantFrom(...rootCertificates.slice(0, 20))
const certificates = fc.uniqueArray(certificate, { maxLength: 3 })
const publicRoots = fc.boolean()
const sources = fc.array(fc.record({ name: label, key: fc.constant('ca.crt') }), { maxLength: 2 })

/** Any right `trust` section, as it stands in a stack file. */
export const trustInput = fc.oneof(
  fc.record({ mode: fc.constant('none') }),
  fc.record({
    mode: fc.constant('inline'),
    certificates: fc.uniqueArray(certificate, { minLength: 1, maxLength: 3 }),
    publicRoots,
  }),
  fc.record({ mode: fc.constantFrom('configMap', 'secret'), name: label, certificates, publicRoots }),
  fc.record({
    mode: fc.constant('trustManager'),
    name: label,
    configMaps: sources,
    secrets: sources,
    certificates,
    publicRoots: fc.constant(true),
  }),
  fc.record({ mode: fc.constant('openshift'), certificates }),
)

/** The same, as the program gets it. */
export const trustSettings: fc.Arbitrary<TrustSettings> = trustInput.map((input) => trust.parse(input))
