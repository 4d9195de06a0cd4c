import { isPinned } from './container-image.ts'
import type { GatewayImageSettings } from './gateway-image.ts'
import type { ReleaseSettings } from './release.ts'
import type { Problem } from './rules.ts'

type Environment = 'development' | 'staging' | 'production'

const problem = (key: string, value: unknown, remedy: string): Problem => ({
  key,
  value: JSON.stringify(value),
  remedy,
})

/** Rules of the release with itself and with the environment. */
export function releaseProblems(release: ReleaseSettings, environment: Environment): Problem[] {
  const { chart, image, autoscaling, replicas, priorityClassName, allowedHosts } = release
  return [
    ...(environment === 'production' && image.digest === undefined
      ? [{ key: 'release.image.digest', remedy: 'is missing: a production stack names its images by digest' }]
      : []),
    ...(image.digest === undefined || image.pullPolicy !== 'Always'
      ? []
      : [problem('release.image.pullPolicy', 'Always', 'use IfNotPresent: what a digest names never changes')]),
    ...(autoscaling !== undefined && autoscaling.maxReplicas < autoscaling.minReplicas
      ? [problem('release.autoscaling.maxReplicas', autoscaling.maxReplicas, 'give at least minReplicas')]
      : []),
    ...(autoscaling !== undefined && replicas !== 1
      ? [problem('release.replicas', replicas, 'leave it out: autoscaling decides between its two bounds')]
      : []),
    ...(priorityClassName !== undefined && chart.version === '1.8.0'
      ? [problem('release.priorityClassName', priorityClassName, 'use chart 1.11.5: chart 1.8.0 has no such value')]
      : []),
    ...allowedHosts
      .filter((host) => host === '*')
      .map((host) =>
        problem('release.allowedHosts', host, 'name the hosts: a star switches off the check against DNS rebinding'),
      ),
  ]
}

/** The smoke test signs in as a machine that the stack declares. */
export function smokeProblems({ smoke }: ReleaseSettings, serviceClients: readonly { name: string }[]): Problem[] {
  const names = serviceClients.map(({ name }) => name)
  if (!smoke.enabled || names.includes(smoke.serviceClient)) return []
  const known = names.length === 0 ? 'declare one in serviceClients' : `name one of: ${names.join(', ')}`
  return [problem('release.smoke.serviceClient', smoke.serviceClient, `${known}; or set release.smoke.enabled: false`)]
}

/** What runs in front of everything is known to the byte, at least in production. */
export function gatewayImageProblems(image: GatewayImageSettings, environment: Environment): Problem[] {
  if (image.mode === 'reference')
    return isPinned(image.image) || environment !== 'production'
      ? []
      : [problem('gatewayImage.image', image.image, 'name it by digest (…@sha256:…) in a production stack')]
  return image.builder === undefined || image.dockerHost === undefined
    ? []
    : [problem('gatewayImage.dockerHost', image.dockerHost, 'choose one: a builder already says which daemon builds')]
}
