import { podLabels, servicePorts } from './cluster-names.ts'

/** The Service in front of the gateway. The traces port is there only where the gateway listens on it. */
export const gatewayService = ({ traces }: { readonly traces: boolean }) => ({
  type: 'ClusterIP' as const,
  selector: { ...podLabels },
  ports: [servicePorts.public, ...(traces ? [servicePorts.traces] : [])].map(({ name, port, targetPort }) => ({
    name,
    port,
    targetPort,
    protocol: 'TCP' as const,
    // The mesh and the ingress may read it as HTTP/1.1 and decide by path.
    appProtocol: 'http',
  })),
})
