import { Problem } from '../problem.ts'

/** Publishers whose release downloads are used where they can be reached. */
export const publishers = {
  pulumi: 'https://get.pulumi.com',
  github: 'https://github.com',
  minio: 'https://dl.min.io',
} as const
export type Publisher = keyof typeof publishers

/** Which publishers can be reached from here, asked once for a run. */
export type Reach = Readonly<Record<Publisher, boolean>>

/** A host that takes longer than this to say anything is treated as closed: its downloads would take an hour. */
const probeMs = 3_000

/**
 * Asks every publisher's host once, all at the same time. `GATEHOUSE_DOWNLOADS=official` or `registries` decides
 * without asking.
 *
 * @throws {Problem} on any other value of that setting.
 */
export async function probeReach(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  hosts: Readonly<Record<Publisher, string>> = publishers,
): Promise<Reach> {
  const setting = env['GATEHOUSE_DOWNLOADS'] ?? ''
  const all = (value: boolean): Reach => ({ pulumi: value, github: value, minio: value })
  if (setting === 'official') return all(true)
  if (setting === 'registries') return all(false)
  if (setting !== '') {
    throw new Problem({
      tried: 'reading GATEHOUSE_DOWNLOADS',
      outcome: `"${setting}" is neither official nor registries`,
      remedy: 'Leave it out to use whatever can be reached.',
    })
  }
  const [pulumi, github, minio] = await Promise.all(
    [hosts.pulumi, hosts.github, hosts.minio].map((url) => canBeReached(url, signal)),
  )
  return { pulumi: pulumi === true, github: github === true, minio: minio === true }
}

async function canBeReached(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(probeMs)]),
    })
    // A filtering proxy answers 403 or a page of its own in place of the host; redirects and 404 are the host's.
    return response.status < 400 || response.status === 404
  } catch {
    return false
  }
}
