import { parse } from 'yaml'
import { z } from 'zod'

/** How to reach an API server and who asks. */
export interface ClusterAccess {
  readonly server: string
  /** PEM; without it the machine's own roots decide. */
  readonly ca?: string
  readonly token?: string
  readonly clientCertificate?: string
  readonly clientKey?: string
  /** Of the context, for objects that don't name one. */
  readonly namespace?: string
}

const text = z.string().optional()
const clusterEntry = z.strictObject({ server: z.string(), 'certificate-authority-data': text })
const userEntry = z.strictObject({ token: text, 'client-certificate-data': text, 'client-key-data': text })
const contextEntry = z.strictObject({ cluster: z.string(), user: z.string(), namespace: text })
const kubeconfig = z.looseObject({
  clusters: z.array(z.looseObject({ name: z.string(), cluster: clusterEntry })),
  users: z.array(z.looseObject({ name: z.string(), user: userEntry })),
  contexts: z.array(z.looseObject({ name: z.string(), context: contextEntry })),
  'current-context': text,
})

/**
 * The access that a kubeconfig's text describes: its current context, or another of its contexts.
 *
 * @throws where the text is none, or asks for a way in that isn't served (exec plugins, files). Values aren't told.
 */
export function accessOf(source: string, wanted?: string): ClusterAccess {
  const file = readable(source)
  const { context } = entry(file.contexts, 'context', wanted ?? file['current-context'] ?? '')
  const { cluster } = entry(file.clusters, 'cluster', context.cluster)
  const { user } = entry(file.users, 'user', context.user)
  const ca = decoded(cluster['certificate-authority-data'])
  const clientCertificate = decoded(user['client-certificate-data'])
  const clientKey = decoded(user['client-key-data'])
  return {
    server: cluster.server,
    ...(ca === undefined ? {} : { ca }),
    ...(user.token === undefined ? {} : { token: user.token }),
    ...(clientCertificate === undefined ? {} : { clientCertificate }),
    ...(clientKey === undefined ? {} : { clientKey }),
    ...(context.namespace === undefined ? {} : { namespace: context.namespace }),
  }
}

function readable(source: string): z.infer<typeof kubeconfig> {
  let content: unknown
  try {
    content = parse(source)
  } catch {
    throw new Error('the kubeconfig is no YAML')
  }
  const { data, error } = kubeconfig.safeParse(content)
  if (data !== undefined) return data
  const problems = error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new Error(
    `the kubeconfig is not one that the stand-in serves (the text of a file with a token or client certificate, data inline): ${problems.join('; ')}`,
  )
}

function entry<T extends { readonly name: string }>(entries: readonly T[], what: string, name: string): T {
  const found = entries.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`the kubeconfig has no ${what} "${name}"`)
  return found
}

function decoded(data: string | undefined): string | undefined {
  return data === undefined ? undefined : Buffer.from(data, 'base64').toString('utf8')
}
