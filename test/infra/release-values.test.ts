import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fields as gatewaySettings } from '../../gateway/src/config/schema.ts'
import { isServiceLink } from '../../gateway/src/config/service-links.ts'
import { chartVersions, release } from '../../infra/config/release.ts'
import { podLabels, ports, releaseName, serviceName, servicePorts } from '../../infra/plan/cluster-names.ts'
import { gatewaySecretSettings, splitGatewayEnvironment } from '../../infra/plan/gateway-sidecar.ts'
import { gatewayService } from '../../infra/plan/gateway-service.ts'
import { knownValues } from '../../infra/plan/helm-values/known-keys.ts'
import { releaseValues } from '../../infra/plan/helm-values/release-values.ts'
import { sessionEnvironment } from '../../infra/plan/session-environment.ts'
import { serviceLinks } from '../../infra/plan/service-links.ts'
import { hardeningProblems, restrictedPodProblems } from '../../infra/policy/pod-security.ts'
import { releasePod } from '../../infra/policy/release-pod.ts'
import { releaseFacts } from './arbitraries/release.ts'

const example = fc.sample(releaseFacts, { numRuns: 1, seed: 1 })[0]
if (example === undefined) throw new Error('the arbitrary gave no example')
const factsOf = (version: (typeof chartVersions)[number], more: Partial<typeof example> = {}) => ({
  ...example,
  ...more,
  settings: release.parse({ chart: { version } }),
})
const valuesOf = (version: (typeof chartVersions)[number], more: Partial<typeof example> = {}) =>
  releaseValues(factsOf(version, more))

/**
 * The arguments that the charts' templates make: their own first, then `extraArgs` in the order of their names, and
 * click takes the last value of an option.
 */
function argument(name: string, values: ReturnType<typeof valuesOf>): string | undefined {
  const own = {
    host: 'serverHost' in values ? values.serverHost : '0.0.0.0',
    port: String(values.service.containerPort),
  }
  return new Map(Object.entries({ ...own, ...values.extraArgs })).get(name)
}

describe.each(chartVersions)('the values for chart %s', (version) => {
  it('bind MLflow to loopback, on a port of its own', () => {
    const values = valuesOf(version)
    expect(argument('host', values)).toBe('127.0.0.1')
    expect(argument('port', values)).toBe(String(ports.mlflow))
  })

  it("lead the chart's Service and its probes to the gateway", () => {
    const { service, extraContainers } = valuesOf(version)
    expect(service).toMatchObject({ type: 'ClusterIP', containerPort: ports.public, containerPortName: 'http' })
    const [gateway] = extraContainers
    expect(gateway?.env).toContainEqual({ name: 'GATEWAY_PORT', value: String(ports.public) })
    expect(gateway?.env).toContainEqual({ name: 'GATEWAY_UPSTREAM_URL', value: `http://127.0.0.1:${ports.mlflow}` })
    expect(gateway?.ports?.map(({ name }) => name)).not.toContain('http')
  })

  it('leave path and port of the probes to the chart: a second httpGet would be a duplicate key', () => {
    const { livenessProbe, readinessProbe } = valuesOf(version)
    for (const probe of [livenessProbe, readinessProbe]) expect(Object.keys(probe)).not.toContain('httpGet')
  })

  it("probe the gateway itself on its admin port, where a dead MLflow doesn't restart it", () => {
    const [gateway] = valuesOf(version).extraContainers
    expect(gateway?.livenessProbe?.httpGet).toEqual({ path: '/livez', port: ports.admin })
    expect(gateway?.readinessProbe?.httpGet).toEqual({ path: '/readyz', port: ports.admin })
    expect(gateway?.env).toContainEqual({ name: 'GATEWAY_ADMIN_HOST', value: '0.0.0.0' })
  })

  it('open the traces listener only where the mesh says who may reach it', () => {
    const names = (traces: boolean) => valuesOf(version, { traces }).extraContainers[0]?.env?.map(({ name }) => name)
    expect(names(true)).toContain('GATEWAY_TRACES_PORT')
    expect(names(false)).not.toContain('GATEWAY_TRACES_PORT')
    expect(gatewayService({ traces: false }).ports.map(({ port }) => port)).toEqual([servicePorts.public.port])
    expect(gatewayService({ traces: true }).ports.map(({ targetPort }) => targetPort)).toEqual([
      ports.public,
      ports.traces,
    ])
  })

  it('keep artifacts behind MLflow and out of the hands of clients', () => {
    expect(valuesOf(version).artifactRoot).toMatchObject({
      proxiedArtifactStorage: true,
      s3: {
        enabled: true,
        bucket: 'mlflow',
        existingSecret: {
          name: 's3-1',
          keyOfAccessKeyId: 'AWS_ACCESS_KEY_ID',
          keyOfSecretAccessKey: 'AWS_SECRET_ACCESS_KEY',
        },
      },
    })
  })

  it("verify the database server's certificate in the migration too, one pod at a time", () => {
    const ca = { secretName: 'pg-ca', key: 'ca.crt' }
    const migration = valuesOf(version, {
      database: { ...example.database, sslMode: 'verify-full', ca },
    }).initContainers.at(-1)
    expect(migration?.env).toContainEqual({ name: 'PGSSLMODE', value: 'verify-full' })
    expect(migration?.env).toContainEqual({ name: 'PGSSLROOTCERT', value: '/etc/gatehouse/database-ca/ca.crt' })
    expect(migration?.command?.join(' ')).toContain('pg_advisory_lock')
  })

  it('switch off every other way to sign in, and every other server', () => {
    const values = valuesOf(version)
    for (const part of [values.auth, values.ldapAuth, values.ingress, values.postgresql, values.mysql])
      expect(part).toEqual({ enabled: false })
  })

  it('roll the pods when a secret or the CA bundle changes', () => {
    const caBundle = { sources: [{ kind: 'secret', name: 'ca', key: 'ca.crt' }], checksum: 'sum-1' } as const
    const annotations = (more: Partial<typeof example>) => valuesOf(version, { caBundle, ...more }).podAnnotations
    expect(annotations({})).toEqual(annotations({}))
    expect(annotations({ secretsChecksum: 'other' })).not.toEqual(annotations({}))
    expect(annotations({ caBundle: { ...caBundle, checksum: 'sum-2' } })).not.toEqual(annotations({}))
  })

  it('are refused with a key that the chart does not know, in words that name it', () => {
    const keys = { service: { port: true }, extraArgs: true } as const
    expect(knownValues(version, { service: { port: 80 }, extraArgs: { any: 'thing' } }, keys)).toBeDefined()
    expect(() => knownValues(version, { service: { port: 80, labels: {} }, serverHsot: 'x' }, keys)).toThrow(
      new RegExp(`chart ${version.replaceAll('.', '\\.')} has no value service\\.labels, serverHsot`),
    )
  })
})

describe('chart 1.8.0', () => {
  it('gets none of the values that only 1.11.5 has', () => {
    const common = Object.keys(valuesOf('1.8.0'))
    for (const name of ['serverHost', 'serverAllowedHosts', 'priorityClassName', 'revisionHistoryLimit', 'oidcAuth'])
      expect(common).not.toContain(name)
  })

  it("leaves the chart's logging off: it would choose MLflow's server without OTLP traces", () => {
    expect(valuesOf('1.8.0')).toMatchObject({
      log: { enabled: false },
      extraEnvVars: { MLFLOW_CONFIGURE_LOGGING: 'true' },
    })
  })

  it('takes a digest as the second half of a reference', () => {
    const digest = `sha256:${'a'.repeat(64)}`
    const { image } = releaseValues({
      ...example,
      settings: release.parse({ chart: { version: '1.8.0' }, image: { digest } }),
    })
    expect(`${image.repository}:${image.tag}`).toBe(`burakince/mlflow@${digest}`)
  })
})

describe('any release', () => {
  const any = (holds: (facts: typeof example, values: ReturnType<typeof releaseValues<string>>) => void) =>
    fc.assert(fc.property(releaseFacts, (facts) => holds(facts, releaseValues(facts))))

  it('passes restricted pod security, every container of it, and asks for no token of the API server', () => {
    any((_facts, values) => {
      expect(restrictedPodProblems(releasePod(values))).toEqual([])
      expect(hardeningProblems(releasePod(values))).toEqual([])
    })
  })

  it("is found by our Service's selector, and no label takes it away", () => {
    any((_facts, values) => {
      const labels = {
        'app.kubernetes.io/name': 'mlflow',
        'app.kubernetes.io/instance': releaseName,
        ...values.extraPodLabels,
      }
      expect(labels).toMatchObject(gatewayService({ traces: true }).selector)
      expect(gatewayService({ traces: true }).selector).toEqual(podLabels)
    })
  })

  it('names the gateway by digest and MLflow the same in server and migration', () => {
    any((_facts, values) => {
      expect(values.extraContainers[0]?.image).toMatch(/@sha256:[0-9a-f]{64}$/)
      expect(values.initContainers.at(-1)?.image).toBe(`${values.image.repository}:${values.image.tag}`)
    })
  })

  it('mounts what it refers to and refers to what it mounts', () => {
    any((_facts, values) => {
      const mounts = [...values.initContainers, ...values.extraContainers].flatMap(
        ({ volumeMounts = [] }) => volumeMounts,
      )
      const used = new Set(
        [...mounts, ...values.extraVolumeMounts].map(({ name }) => name).filter((name) => name !== 'tmp'),
      )
      expect(used).toEqual(new Set(values.extraVolumes.map(({ name }) => name)))
      const folders = [...mounts, ...values.extraVolumeMounts].map(({ mountPath }) => mountPath)
      const files = Object.values(values.extraEnvVars).filter((value) => value.startsWith('/etc/'))
      for (const file of files) expect(folders.some((folder) => file.startsWith(`${folder}/`))).toBe(true)
    })
  })

  it('has no member that is undefined: Helm would take it for a change', () => {
    any((_facts, values) => {
      expect(values).toStrictEqual(JSON.parse(JSON.stringify(values)))
    })
  })
})

describe("the gateway's environment", () => {
  it('has its credentials in a Secret: all that its own schema calls secret, and those of the session store', () => {
    const secret = Object.entries(gatewaySettings).filter(([, field]) => field.meta()?.['secret'] === true)
    const sessions = [
      sessionEnvironment({ kind: 'url', url: 'rediss://x' }),
      sessionEnvironment({ kind: 'server', host: 'valkey', port: 6379, tls: true, password: 'x' }),
    ].flatMap((of) => Object.keys(of.secret))
    expect(new Set<string>(gatewaySecretSettings)).toEqual(new Set([...secret.map(([name]) => name), ...sessions]))
  })

  it('is split without losing a setting', () => {
    const environment = { OIDC_CLIENT_ID: 'mlflow', OIDC_CLIENT_SECRET: 'x', SECRET_KEY: 'y', GATEWAY_PUBLIC_URL: 'z' }
    const { plain, secret } = splitGatewayEnvironment(environment)
    expect({ ...plain, ...secret }).toEqual(environment)
    expect(Object.keys(secret)).toEqual(['OIDC_CLIENT_SECRET', 'SECRET_KEY'])
  })

  it('sets only names that the gateway knows, or that Node and OpenSSL read', () => {
    const known = new Set([
      ...Object.keys(gatewaySettings),
      'SSL_CERT_FILE',
      'REQUESTS_CA_BUNDLE',
      'CURL_CA_BUNDLE',
      'AWS_CA_BUNDLE',
      'NODE_EXTRA_CA_CERTS',
      'PGSSLROOTCERT',
    ])
    fc.assert(
      fc.property(releaseFacts, (facts) => {
        for (const { name } of releaseValues(facts).extraContainers[0]?.env ?? []) expect(known).toContain(name)
      }),
    )
  })
})

describe('the variables that Kubernetes adds for our Services', () => {
  const chartService = { name: releaseName, ports: [{ name: 'http', port: 80 }] }
  const ours = { name: serviceName, ports: Object.values(servicePorts) }

  it.each([ours, chartService])('of $name read like no setting of the gateway', ({ name, ports: of }) => {
    for (const variable of serviceLinks(name, of)) {
      expect(variable).not.toMatch(/^(GATEWAY|OIDC|REDIS|SECRET|LOG)_/)
      expect(Object.keys(gatewaySettings)).not.toContain(variable)
    }
  })

  it('would read like settings for a Service called gateway, and the gateway would tell', () => {
    const links = serviceLinks('gateway', [{ name: 'http', port: 8080 }])
    expect(links).toContain('GATEWAY_PORT')
    for (const variable of links) expect(isServiceLink(variable, 'tcp://10.0.0.1:8080'), variable).toBe(true)
  })
})
