import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { ClientAccess } from '../../infra/components/client-access.ts'
import { CollectorAccess } from '../../infra/components/collector-access.ts'
import { collectorConfig } from '../../infra/plan/collector-config.ts'
import { isSecretEnvelope, recordComponent } from './recording.ts'

const facts = { namespace: 'mlflow', experimentId: '7', tokenUrl: 'https://keycloak.example.com/token' } as const
const source = { credentials: { mode: 'pulumi' }, protect: false, awaitReady: true } as const
const access = {
  ...source,
  client: 'mlflow-otel',
  experimentId: '7',
  listener: 'public',
  collectorNamespace: 'observability',
  gatewayNamespace: 'mlflow',
  clientSecret: 'computed-secret',
  tokenUrl: facts.tokenUrl,
} as const

describe("the collector's configuration", () => {
  it('sends protobuf with the experiment to the traces listener, where the mesh proves who sends', () => {
    expect(collectorConfig({ ...facts, listener: 'traces' })).toEqual({
      exporters: {
        'otlphttp/mlflow': expect.objectContaining({
          traces_endpoint: 'http://mlflow-gateway.mlflow.svc:4318/v1/traces',
          encoding: 'proto',
          headers: { 'x-mlflow-experiment-id': '7' },
        }),
      },
    })
  })

  it('gets itself a token on the public listener, from files', () => {
    expect(collectorConfig({ ...facts, listener: 'public' })).toMatchObject({
      extensions: {
        'oauth2client/mlflow': { client_secret_file: '/etc/mlflow-otel/client-secret', token_url: facts.tokenUrl },
      },
      exporters: {
        'otlphttp/mlflow': {
          traces_endpoint: 'http://mlflow-gateway.mlflow.svc:80/v1/traces',
          auth: { authenticator: 'oauth2client/mlflow' },
        },
      },
      service: { extensions: ['oauth2client/mlflow'] },
    })
  })
})

describe('access of a machine', () => {
  it("lies in the collector's namespace: credentials in a Secret, and a configuration without any", async () => {
    const { resources } = await recordComponent((opts) => new CollectorAccess('collector', access, opts))
    const secret = resources.find(({ type }) => type === 'kubernetes:core/v1:Secret')
    expect(secret?.inputs['metadata']).toMatchObject({ name: 'mlflow-otel-credentials', namespace: 'observability' })
    expect(isSecretEnvelope(secret?.inputs['stringData'])).toBe(true)
    const config = resources.find(({ type }) => type === 'kubernetes:core/v1:ConfigMap')?.inputs as {
      data: { 'mlflow.yaml': string }
    }
    expect(parse(config.data['mlflow.yaml'])).toEqual(collectorConfig({ ...facts, listener: 'public' }))
    expect(config.data['mlflow.yaml']).not.toContain('computed-secret')
  })

  it('is one Secret of environment variables for jobs and notebooks', async () => {
    const { resources } = await recordComponent(
      (opts) =>
        new ClientAccess(
          'notebooks',
          {
            ...source,
            namespace: 'notebooks',
            secretName: 'mlflow-client',
            clientId: 'mlflow-ci',
            clientSecret: 'computed-secret',
            tokenUrl: facts.tokenUrl,
            trackingUri: 'https://mlflow.example.com',
          },
          opts,
        ),
    )
    const secret = resources.find(({ type }) => type === 'kubernetes:core/v1:Secret')
    expect(secret?.inputs['metadata']).toMatchObject({ name: 'mlflow-client', namespace: 'notebooks' })
    expect(secret?.inputs['stringData']).toMatchObject({
      value: {
        MLFLOW_TRACKING_URI: 'https://mlflow.example.com',
        OIDC_CLIENT_ID: 'mlflow-ci',
        OIDC_CLIENT_SECRET: 'computed-secret',
        OIDC_TOKEN_URL: facts.tokenUrl,
      },
    })
  })
})
