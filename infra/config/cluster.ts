/** The Kubernetes cluster and all that the stack runs in it. Without it a stack declares issuer, data and nothing else. */
import { z } from 'zod'
import { callers } from './callers.ts'
import { credentials } from './credentials.ts'
import { gatewayImage } from './gateway-image.ts'
import { ingress } from './ingress.ts'
import { machines } from './machines.ts'
import { mesh } from './mesh.ts'
import { network } from './network.ts'
import { observability } from './observability.ts'
import { release } from './release.ts'
import { sessions } from './sessions.ts'
import { label } from './text.ts'
import { trust } from './trust.ts'

export const cluster = z.strictObject({
  context: z.string().min(1).optional().meta({
    description: "Context of the kubeconfig; the kubeconfig's own choice when left out.",
  }),
  namespace: label.default('mlflow').meta({ description: 'Namespace of MLflow and the gateway.' }),
  createNamespace: z.boolean().default(true).meta({
    description: 'Whether the stack declares the namespace, under the restricted pod security standard.',
  }),
  awaitReady: z.boolean().default(true).meta({
    description: 'Whether to wait until what was declared is ready; off only where nothing runs (a bare API server).',
  }),
  gatewayImage: gatewayImage.meta({ description: "The gateway's image." }),
  release: release.prefault({}).meta({ description: 'The MLflow release.' }),
  ingress: ingress.meta({ description: 'How requests from outside come in.' }),
  callers: callers.prefault({}).meta({ description: 'Who calls the gateway inside the cluster.' }),
  mesh: mesh.prefault({ mode: 'off' }).meta({ description: "Istio's ambient mesh." }),
  network: network.prefault({ mode: 'open' }).meta({ description: 'Network policies.' }),
  trust: trust.prefault({ mode: 'none' }).meta({ description: 'Whom the pods trust over TLS.' }),
  sessions: sessions.prefault({ store: 'postgres' }).meta({ description: 'Where the gateway keeps sessions.' }),
  credentials: credentials.prefault({ mode: 'pulumi' }).meta({ description: 'Where the pods get credentials from.' }),
  machines: machines.meta({ description: 'Ready-made access for collectors, jobs and notebooks.' }),
  observability: observability.prefault({ mode: 'off' }).meta({ description: 'What Prometheus and Grafana get.' }),
})

export type ClusterSettings = z.output<typeof cluster>
