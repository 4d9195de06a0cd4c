/** Where the pods may go and who may come, as far as addresses tell (NetworkPolicy). */
import { z } from 'zod'
import { cidr } from './cidr.ts'
import { label } from './text.ts'

const port = z.int().min(1).max(65_535)
const podLabels = z.record(z.string().min(1), z.string())

/** Ports are those of the pods: a NetworkPolicy sees a connection after the Service has chosen one. */
const destination = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('inCluster').meta({ description: 'Pods of this cluster.' }),
    namespace: label.meta({ description: 'Their namespace.' }),
    podLabels: podLabels.default({}).meta({ description: 'Their labels; none means every pod of the namespace.' }),
    ports: z.array(port).min(1).meta({ description: 'Ports of the pods (not of the Service).' }),
  }),
  z.strictObject({
    mode: z.literal('addresses').meta({ description: 'Servers outside of the cluster.' }),
    cidrs: z.array(cidr).min(1).meta({ description: 'Their addresses, as CIDR.' }),
    ports: z.array(port).min(1).meta({ description: 'Their ports.' }),
  }),
])

const dns = z
  .strictObject({
    namespace: label.default('kube-system').meta({ description: 'Namespace of the DNS pods.' }),
    podLabels: podLabels.default({ 'k8s-app': 'kube-dns' }).meta({ description: 'Labels of the DNS pods.' }),
    ports: z.array(port).min(1).default([53]).meta({ description: 'Ports of the DNS pods; 5353 on OpenShift.' }),
    cidrs: z
      .array(cidr)
      .default([])
      .meta({ description: 'Addresses of a DNS cache on the nodes, where there is one.' }),
  })
  .prefault({})

export const network = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('open').meta({ description: 'No network policies are declared.' }) }),
  z.strictObject({
    mode: z.literal('restricted').meta({ description: 'Only what is listed here and in `callers` passes.' }),
    dns: dns.meta({ description: 'Name resolution.' }),
    issuer: destination.meta({ description: 'Keycloak or the external issuer.' }),
    artifacts: destination.meta({ description: 'Object storage.' }),
    databases: destination.optional().meta({ description: 'PostgreSQL, where it is not declared by this stack.' }),
    sessions: destination.optional().meta({ description: 'Redis or Valkey, where it is not declared by this stack.' }),
    others: z.array(destination).default([]).meta({ description: 'Anything else that the pods have to reach.' }),
  }),
])

export type NetworkSettings = z.output<typeof network>
export type Destination = z.output<typeof destination>
