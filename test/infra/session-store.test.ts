import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SessionStore } from '../../infra/components/session-store.ts'
import { sessionProblems } from '../../infra/config/session-rules.ts'
import { sessions } from '../../infra/config/sessions.ts'
import { podLabels } from '../../infra/plan/cluster-names.ts'
import { sessionEnvironment } from '../../infra/plan/session-environment.ts'
import { deployedSessionStore, sessionInput } from './arbitraries/sessions.ts'
import { clearTextCredentials } from './clear-text.ts'
import { recordComponent, settle } from './recording.ts'

type Deployed = Parameters<typeof declare>[0]
const declare = (settings: ConstructorParameters<typeof SessionStore>[1]['settings']) =>
  recordComponent((opts) => new SessionStore('sessions', { settings, namespace: 'mlflow', awaitReady: true }, opts))
const deployed = (redis: object = {}): Deployed => {
  const parsed = sessions.parse({ store: 'redis', redis: { mode: 'deploy', ...redis } })
  if (parsed.store !== 'redis' || parsed.redis.mode !== 'deploy') throw new Error('mode deploy was asked for')
  return parsed.redis
}

interface Container {
  readonly command: string[]
  readonly env: { readonly name: string; readonly valueFrom: unknown }[]
  readonly resources: { readonly limits: { readonly memory: string } }
  readonly securityContext: object
}
interface Workload {
  readonly selector: { readonly matchLabels: object }
  readonly template: {
    readonly metadata: { readonly labels: object }
    readonly spec: {
      readonly securityContext: object
      readonly containers: Container[]
      readonly volumes: { name: string }[]
    }
  }
  readonly volumeClaimTemplates?: unknown[]
}
const specOf = ({ resources }: Awaited<ReturnType<typeof declare>>, type: string): unknown =>
  resources.find((resource) => resource.type === type)?.inputs['spec']
const workloadOf = (recorded: Awaited<ReturnType<typeof declare>>) =>
  specOf(recorded, 'kubernetes:apps/v1:StatefulSet') as Workload

describe('a deployed session store', () => {
  it('keeps its password in a Secret that its server, its probe and the gateway read', async () => {
    const recorded = await declare(deployed())
    const secret = recorded.resources.find(({ type }) => type === 'kubernetes:core/v1:Secret')
    expect(secret?.inputs).toMatchObject({ immutable: true, metadata: { namespace: 'mlflow' } })
    const { value: content } = (secret?.inputs['stringData'] ?? { value: {} }) as { value: Record<string, string> }
    expect(content['password']).toBe('computed-password-of-sessions-password')
    expect(content['valkey.conf']).toContain('\nrequirepass computed-password-of-sessions-password\n')
    const [container] = workloadOf(recorded).template.spec.containers
    expect(container?.command).toEqual(['valkey-server', '/etc/valkey/valkey.conf'])
    expect(container?.env).toEqual([
      {
        name: 'REDISCLI_AUTH',
        valueFrom: { secretKeyRef: { name: 'auto-named-sessions-credentials', key: 'password' } },
      },
    ])
    const { value: store } = await settle(recorded.result.store)
    expect(store).toEqual({
      kind: 'server',
      host: 'mlflow-sessions.mlflow.svc',
      port: 6379,
      tls: false,
      password: 'computed-password-of-sessions-password',
    })
    expect((await settle(recorded.result.store)).secret).toBe(true)
  })

  it('keeps sessions over a restart where it has a volume', async () => {
    const kept = await declare(deployed({ persistence: { size: '1Gi', storageClass: 'fast' } }))
    expect(workloadOf(kept).volumeClaimTemplates).toMatchObject([
      { spec: { storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } } },
    ])
    expect(workloadOf(kept).template.spec.volumes.map(({ name }) => name)).toEqual(['configuration'])
    expect(workloadOf(await declare(deployed())).volumeClaimTemplates).toBeUndefined()
  })

  it('is made after its Service, which therefore waits for no endpoint', async () => {
    const { resources } = await declare(deployed())
    const service = resources.find(({ type }) => type === 'kubernetes:core/v1:Service')
    expect(service?.inputs).toHaveProperty('metadata.annotations', { 'pulumi.com/skipAwait': 'true' })
  })

  it("admits MLflow's pods alone, and calls nobody", async () => {
    const policy = specOf(await declare(deployed()), 'kubernetes:networking.k8s.io/v1:NetworkPolicy')
    expect(policy).toMatchObject({ policyTypes: ['Ingress', 'Egress'], egress: [] })
    expect(policy).toHaveProperty('ingress.0.from', [{ podSelector: { matchLabels: podLabels } }])
    expect(policy).not.toHaveProperty('ingress.1')
  })

  it('of any right settings is a restricted pod, selected by its Service, with room beside its data, and shows no password', async () => {
    await fc.assert(
      fc.asyncProperty(deployedSessionStore, async (settings) => {
        const recorded = await declare(settings)
        expect(clearTextCredentials(recorded.resources)).toEqual([])
        const { selector, template } = workloadOf(recorded)
        const [container] = template.spec.containers
        expect(template.spec.securityContext).toMatchObject({
          runAsNonRoot: true,
          seccompProfile: { type: 'RuntimeDefault' },
        })
        expect(container?.securityContext).toMatchObject({
          runAsNonRoot: true,
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        })
        const service = specOf(recorded, 'kubernetes:core/v1:Service') as { selector: object }
        for (const labels of [selector.matchLabels, service.selector])
          expect(template.metadata.labels).toMatchObject(labels)
        expect(Number.parseInt(container?.resources.limits.memory ?? '', 10)).toBeGreaterThan(
          settings.maxMemoryMegabytes,
        )
      }),
      { numRuns: 30 },
    )
  })
})

describe('the sessions section', () => {
  it.each<[string, object]>([
    ['a store that does not exist', { store: 'memory' }],
    ['Redis without saying which', { store: 'redis' }],
    ['a URL in clear text', { store: 'redis', redis: { mode: 'url', url: 'redis://:x@redis' } }],
    ['less memory than the server itself needs', { store: 'redis', redis: { mode: 'deploy', maxMemoryMegabytes: 1 } }],
  ])('refuses %s', (_name, input) => {
    expect(sessions.safeParse(input).success).toBe(false)
  })

  it('of a production stack pins the image by its content', () => {
    const tagged = sessions.parse({ store: 'redis', redis: { mode: 'deploy' } })
    expect(sessionProblems(tagged, 'production')).toMatchObject([{ key: 'sessions.redis.image' }])
    expect(sessionProblems(tagged, 'development')).toEqual([])
  })

  it('of any right shape has no problem', () => {
    fc.assert(
      fc.property(sessionInput, (input) => {
        expect(sessionProblems(sessions.parse(input), 'production')).toEqual([])
      }),
    )
  })
})

describe("the gateway's settings of a session store", () => {
  it('hold credentials apart from what may be seen', () => {
    expect(sessionEnvironment({ kind: 'url', url: 'redis://credential' })).toEqual({
      plain: { SESSION_TYPE: 'redis' },
      secret: { REDIS_URL: 'redis://credential' },
    })
    expect(
      sessionEnvironment({ kind: 'server', host: 'sessions', port: 6379, tls: false, password: 'credential' }),
    ).toEqual({
      plain: { SESSION_TYPE: 'redis', REDIS_HOST: 'sessions', REDIS_PORT: '6379', REDIS_DB: '0', REDIS_SSL: 'false' },
      secret: { REDIS_PASSWORD: 'credential' },
    })
  })

  it('are none for sessions in its own database', () => {
    expect(sessionEnvironment(undefined)).toEqual({ plain: {}, secret: {} })
  })
})
