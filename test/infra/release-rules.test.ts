import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gatewayImage } from '../../infra/config/gateway-image.ts'
import { release } from '../../infra/config/release.ts'
import { gatewayImageProblems, releaseProblems, smokeProblems } from '../../infra/config/release-rules.ts'
import { gatewayImageSettings, releaseInput } from './arbitraries/release.ts'

const digest = `sha256:${'a'.repeat(64)}`
const keysOf = (problems: readonly { key: string }[]) => problems.map(({ key }) => key)

describe('a release', () => {
  it('is complete without a single setting', () => {
    expect(release.parse({})).toMatchObject({
      chart: { version: '1.11.5', source: { mode: 'repository' } },
      replicas: 1,
      timeoutSeconds: 600,
      gc: { enabled: true },
      smoke: { enabled: true },
    })
    expect(releaseProblems(release.parse({}), 'development')).toEqual([])
  })

  it('names its image by digest in production', () => {
    expect(keysOf(releaseProblems(release.parse({}), 'production'))).toEqual(['release.image.digest'])
    expect(releaseProblems(release.parse({ image: { digest } }), 'production')).toEqual([])
  })

  it.each([
    [
      'an upper bound below the lower',
      { autoscaling: { minReplicas: 5, maxReplicas: 3 } },
      'release.autoscaling.maxReplicas',
    ],
    ['two numbers of pods', { autoscaling: {}, replicas: 3 }, 'release.replicas'],
    [
      'a priority class with chart 1.8.0',
      { chart: { version: '1.8.0' as const }, priorityClassName: 'high' },
      'release.priorityClassName',
    ],
    ['a host check that is none', { allowedHosts: ['*'] }, 'release.allowedHosts'],
    [
      'a digest that is pulled each time',
      { image: { digest, pullPolicy: 'Always' as const } },
      'release.image.pullPolicy',
    ],
  ])('with %s is told', (_name, input, key) => {
    const [problem, ...others] = releaseProblems(release.parse(input), 'staging')
    expect(others).toEqual([])
    expect(problem).toMatchObject({ key, remedy: expect.stringMatching(/\w{3}/) })
  })

  it.each([
    ['an unknown chart version', { chart: { version: '1.9.0' } }],
    ['an absolute path to the chart', { chart: { source: { mode: 'path', path: '/home/me/mlflow.tgz' } } }],
    [
      'a reference with its tag in the OCI address',
      { chart: { source: { mode: 'oci', reference: 'oci://r.example.com/m:1.8.0' } } },
    ],
    ['a cron text with seconds', { gc: { schedule: '0 17 3 * * 0' } }],
    ['an age of nothing', { gc: { olderThan: '' } }],
    ['a misspelt setting', { replica: 2 }],
    ['a digest that is cut off', { image: { digest: 'sha256:abc' } }],
  ])('with %s is refused', (_name, input) => {
    expect(release.safeParse(input).success).toBe(false)
  })

  it('of any valid settings can be stated outside production without a rule broken', () => {
    fc.assert(
      fc.property(releaseInput, (input) => {
        expect(releaseProblems(release.parse(input), 'staging')).toEqual([])
      }),
    )
  })
})

describe('the smoke test', () => {
  it('signs in as a service client that the stack declares', () => {
    const settings = release.parse({ smoke: { serviceClient: 'prover' } })
    expect(smokeProblems(settings, [{ name: 'prover' }])).toEqual([])
    expect(smokeProblems(settings, [{ name: 'other' }])).toMatchObject([
      { key: 'release.smoke.serviceClient', value: '"prover"', remedy: expect.stringContaining('other') },
    ])
    expect(smokeProblems(release.parse({ smoke: { enabled: false } }), [])).toEqual([])
  })
})

describe("the gateway's image", () => {
  it('reaches production by digest only', () => {
    fc.assert(
      fc.property(gatewayImageSettings, (image) => {
        const refused = keysOf(gatewayImageProblems(image, 'production')).includes('gatewayImage.image')
        expect(refused).toBe(image.mode === 'reference' && !image.image.includes('@sha256:'))
        expect(keysOf(gatewayImageProblems(image, 'development'))).not.toContain('gatewayImage.image')
      }),
    )
  })

  it.each(['mlflow-gatehouse', 'registry.example.com:5000/mlflow-gatehouse', 'mlflow-gatehouse@sha256:abc', 'A/b:1'])(
    'is not %s: that names no version',
    (image) => {
      expect(gatewayImage.safeParse({ mode: 'reference', image }).success).toBe(false)
    },
  )

  it('has one daemon to build it, not two', () => {
    const image = gatewayImage.parse({ mode: 'build', repository: 'a/b', builder: 'x', dockerHost: 'ssh://y' })
    expect(keysOf(gatewayImageProblems(image, 'development'))).toEqual(['gatewayImage.dockerHost'])
  })
})
