/** Whom the pods trust over TLS: public roots, and the private CAs of issuer, object store or ingress. */
import { z } from 'zod'
import { label } from './text.ts'

const publicRoots = z.boolean().default(true).meta({
  description:
    'Whether the roots that browsers trust are in the bundle. Without them the pods reach private servers only.',
})
const certificates = z.array(z.string().min(1))
const further = certificates.default([]).meta({
  description: 'Further certificates to trust, as PEM: whole chains up to the root.',
})
const objectName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, 'use lower-case letters, digits, inner hyphens and dots')
const sourceKeys = z.array(z.strictObject({ name: objectName, key: z.string().min(1) })).default([])

export const trust = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('none').meta({ description: 'What the images trust: public roots.' }) }),
  z.strictObject({
    mode: z.literal('inline').meta({ description: 'Certificates that stand in the stack file.' }),
    certificates: certificates
      .min(1)
      .meta({ description: 'Certificates to trust, as PEM: whole chains up to the root.' }),
    publicRoots,
  }),
  z.strictObject({
    mode: z
      .literal('configMap')
      .meta({ description: "A ConfigMap in the stack's namespace that somebody else keeps." }),
    name: objectName.meta({ description: 'Its name.' }),
    key: z.string().min(1).default('ca.crt').meta({ description: 'Its key with PEM certificates.' }),
    certificates: further,
    publicRoots,
  }),
  z.strictObject({
    mode: z
      .literal('secret')
      .meta({ description: "A Secret in the stack's namespace, such as cert-manager's of a CA." }),
    name: objectName.meta({ description: 'Its name.' }),
    key: z
      .string()
      .min(1)
      .default('ca.crt')
      .meta({ description: 'Its key with PEM certificates; no other key is read.' }),
    certificates: further,
    publicRoots,
  }),
  z.strictObject({
    mode: z.literal('trustManager').meta({ description: 'A Bundle of trust-manager, declared by this stack.' }),
    name: label.default('gatehouse-ca').meta({
      description:
        'Name of the Bundle and of its ConfigMap; Bundles belong to the whole cluster, so choose one a stack.',
    }),
    configMaps: sourceKeys.meta({ description: "ConfigMaps in trust-manager's own namespace." }),
    secrets: sourceKeys.meta({ description: "Secrets in trust-manager's own namespace." }),
    certificates: further,
    publicRoots,
  }),
  z.strictObject({
    mode: z.literal('openshift').meta({
      description:
        "OpenShift's own: the cluster's roots, public and private, are written into a ConfigMap of the stack.",
    }),
    certificates: further,
  }),
])

export type TrustSettings = z.output<typeof trust>
