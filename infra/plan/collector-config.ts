import { servicePorts, serviceUrl } from './cluster-names.ts'

/** Where the collector mounts the Secret with its client's credentials. */
export const credentialsFolder = '/etc/mlflow-otel'

export interface CollectorFacts {
  /** Namespace of the gateway's Service. */
  readonly namespace: string
  readonly experimentId: string
  readonly listener: 'traces' | 'public'
  readonly tokenUrl: string
}

/**
 * The part of an OpenTelemetry collector's configuration that sends traces to MLflow, for the collector to merge.
 * MLflow takes protobuf only and refuses a batch that names no experiment. On the traces listener the mesh proves who
 * sends; on the public one the collector gets itself a token by client credentials, from files, so that the
 * configuration holds no secret.
 */
export function collectorConfig({ namespace, experimentId, listener, tokenUrl }: CollectorFacts) {
  const authenticator = 'oauth2client/mlflow'
  const { port } = listener === 'traces' ? servicePorts.traces : servicePorts.public
  const exporter = {
    traces_endpoint: `${serviceUrl(namespace)}:${port}/v1/traces`,
    encoding: 'proto',
    compression: 'gzip',
    headers: { 'x-mlflow-experiment-id': experimentId },
    retry_on_failure: { enabled: true },
    sending_queue: { enabled: true },
  }
  if (listener === 'traces') return { exporters: { 'otlphttp/mlflow': exporter } }
  return {
    extensions: {
      [authenticator]: {
        client_id_file: `${credentialsFolder}/client-id`,
        client_secret_file: `${credentialsFolder}/client-secret`,
        token_url: tokenUrl,
      },
    },
    exporters: { 'otlphttp/mlflow': { ...exporter, auth: { authenticator } } },
    service: { extensions: [authenticator] },
  }
}
