import fc from 'fast-check'
import type { z } from 'zod'
import { gatewayImage } from '../../../infra/config/gateway-image.ts'
import { chartVersions, release } from '../../../infra/config/release.ts'
import type { ReleaseFacts } from '../../../infra/plan/helm-values/facts.ts'
import { label, maybe } from './text.ts'

const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map((digits) => `sha256:${digits}`)
const repository = fc.constantFrom(
  'burakince/mlflow',
  'registry.example.com:5000/team/mlflow',
  'localhost:30500/mlflow',
)
const quantities = fc.record({ cpu: fc.constantFrom('100m', '2'), memory: fc.constantFrom('512Mi', '4Gi') })
const someResources = fc.record({ requests: quantities, limits: quantities }, { requiredKeys: [] })

const source = fc.oneof(
  fc.constant({ mode: 'repository' as const }),
  fc.constant({ mode: 'oci' as const, reference: 'oci://registry.example.com/charts/mlflow' }),
  fc.constant({ mode: 'path' as const, path: './charts/mlflow.tgz' }),
)

const image = fc.record({ repository, tag: fc.constantFrom('3.15.1', '3.6.0-oidc'), digest }, { requiredKeys: [] })

/** Settings of a release as they may stand in a stack file: any version, any source, few or many of the others. */
export const releaseInput: fc.Arbitrary<z.input<typeof release>> = fc
  .record(
    {
      chart: fc.record({ version: fc.constantFrom(...chartVersions), source }),
      image,
      databaseCheckImage: image,
      imagePullSecrets: fc.array(label, { maxLength: 2 }),
      autoscaling: fc.record({
        minReplicas: fc.integer({ min: 1, max: 3 }),
        maxReplicas: fc.integer({ min: 3, max: 9 }),
      }),
      resources: fc.record({ mlflow: someResources, gateway: someResources }, { requiredKeys: [] }),
      allowedHosts: fc.array(fc.constantFrom('mlflow.example.com', 'mlflow:80'), { maxLength: 2 }),
      nodeSelector: fc.dictionary(label, label, { maxKeys: 2 }),
      tolerations: fc.array(fc.record({ key: label, operator: fc.constant('Exists' as const) }), { maxLength: 2 }),
      affinity: fc.constant({ nodeAffinity: {} }),
      podDisruptionBudget: fc.boolean(),
    },
    { requiredKeys: ['chart'] },
  )
  .map((input) => ({ ...input }))

export const releaseSettings = releaseInput.map((input) => release.parse(input))

/** A text that stands for a credential: no value, name or annotation may ever contain it. */
export const marked = 'MARKED-SECRET'

const caSource = fc.record({
  kind: fc.constantFrom('configMap' as const, 'secret' as const),
  name: label,
  key: fc.constant('ca.crt'),
})
const ca = maybe(fc.record({ secretName: label, key: fc.constant('ca.crt') }))

/** All that a release is made from, in every combination of trust and listeners. */
export const releaseFacts: fc.Arbitrary<ReleaseFacts<string>> = fc
  .record({
    settings: releaseSettings,
    host: label,
    sslMode: fc.constantFrom('disable', 'verify-full'),
    databaseCa: ca,
    gatewayCa: ca,
    caBundle: maybe(fc.record({ sources: fc.array(caSource, { minLength: 1, maxLength: 2 }), checksum: digest })),
    traces: fc.boolean(),
    podLabels: fc.constantFrom({}, { 'istio.io/dataplane-mode': 'ambient' }),
    imageDigest: digest,
  })
  .map(({ settings, host, sslMode, databaseCa, gatewayCa, caBundle, traces, podLabels, imageDigest }) => ({
    settings,
    database: { host, port: 5432, name: 'mlflow', sslMode, ...(databaseCa === undefined ? {} : { ca: databaseCa }) },
    artifacts: { endpoint: 'https://minio.example.com', region: 'us-east-1', bucket: 'mlflow' },
    secrets: { database: 'db-1', artifacts: 's3-1', encryption: 'kek-1', gateway: 'gw-1' },
    secretsChecksum: 'checksum-of-secrets',
    ...(caBundle === undefined ? {} : { caBundle }),
    gateway: {
      image: `registry.example.com/mlflow-gatehouse@${imageDigest}`,
      environment: { GATEWAY_PUBLIC_URL: 'https://mlflow.example.com', OIDC_CLIENT_ID: 'mlflow' },
      ...(gatewayCa === undefined ? {} : { databaseCa: gatewayCa }),
    },
    traces,
    podLabels,
  }))

/** Settings of the gateway's image, both modes. */
export const gatewayImageSettings = fc
  .oneof(
    fc.record({
      mode: fc.constant('reference' as const),
      image: fc.oneof(
        repository.map((name) => `${name}:1.0.0`),
        fc.tuple(repository, digest).map(([name, of]) => `${name}@${of}`),
      ),
    }),
    fc.record(
      {
        mode: fc.constant('build' as const),
        repository,
        tag: fc.constantFrom('latest', '1.2.3'),
        cacheFrom: repository,
        cacheTo: repository,
        builder: label,
        insecureRegistry: fc.boolean(),
      },
      { requiredKeys: ['mode', 'repository'] },
    ),
  )
  .map((input) => gatewayImage.parse(input))
