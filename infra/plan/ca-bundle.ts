import { createHash } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import type { Container, ContainerResources, Volume } from './container.ts'
import { restricted, users } from './container-security.ts'
import { readCertificates } from './pem.ts'

/** One PEM file in the cluster that is part of the bundle. */
export interface CaSource<T> {
  readonly kind: 'configMap' | 'secret'
  readonly name: T
  readonly key: string
}

/** What the pods trust: several sources are joined to one file when a pod starts. */
export interface CaBundle<T> {
  readonly sources: readonly CaSource<T>[]
  /**
   * For an annotation that rolls pods. SHA-256 of the content as far as the program knows it, and of the names of what
   * somebody else keeps: a change of that content rolls nothing by itself. Files of a single source are renewed in
   * running pods, and Python reads them anew; Node reads them once, and joined files are joined once, so restart the pods
   * (`kubectl rollout restart`) or let a reloader that watches ConfigMaps and Secrets do it.
   */
  readonly checksum: T | string
}

/**
 * The file of what the program itself knows: the roots that this Node trusts (Mozilla's list; the same for a pinned
 * version of Node, so that a preview shows a change only after an upgrade) and the given certificates.
 *
 * @throws Error for a text that {@link readCertificates} can't read; the configuration was checked before.
 */
export function caFile(certificates: readonly string[], publicRoots: boolean): string {
  const all = [...(publicRoots ? rootCertificates : []), ...certificates].flatMap((text) => {
    const reading = readCertificates(text)
    if (!reading.ok) throw new Error(`trust.certificates ${reading.reason}`)
    return reading.certificates
  })
  return [...new Set(all.map((pem) => `${pem.trim()}\n`))].join('')
}

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const volumeName = 'ca-bundle'
const fileName = 'ca-bundle.pem'

function sourceVolume<T>(name: string, { kind, name: object, key }: CaSource<T>): Volume<T> {
  const items = [{ key, path: fileName }]
  return kind === 'configMap'
    ? { name, configMap: { name: object, items } }
    : { name, secret: { secretName: object, items } }
}
const sourceName = (index: number) => `ca-source-${index}`

/** Volumes of a pod whose containers mount the volume `ca-bundle`: the one source, or a place to join several in. */
export function caBundleVolumes<T>({ sources }: CaBundle<T>): Volume<T>[] {
  const [only, ...others] = sources
  if (only === undefined) return []
  if (others.length === 0) return [sourceVolume(volumeName, only)]
  return [
    { name: volumeName, emptyDir: { sizeLimit: '4Mi' } },
    ...sources.map((source, index) => sourceVolume(sourceName(index), source)),
  ]
}

/** Joins the sources before anything else starts; none for a single source. The image needs `sh` and `cat`. */
export function caBundleInitContainers<T>(
  { sources }: CaBundle<T>,
  image: T | string,
  resources: ContainerResources,
): Container<T>[] {
  if (sources.length < 2) return []
  const files = sources.map((_source, index) => `/ca-sources/${index}/${fileName}`)
  return [
    {
      name: 'ca-bundle',
      image,
      // A missing file ends the pod's start: without its CA a client would only fail later and less clearly.
      command: ['sh', '-ec', `for file in ${files.join(' ')}; do cat "$file"; echo; done > /ca-bundle/${fileName}`],
      resources,
      securityContext: restricted(users.mlflow),
      volumeMounts: [
        { name: volumeName, mountPath: '/ca-bundle' },
        ...sources.map((_source, index) => ({
          name: sourceName(index),
          mountPath: `/ca-sources/${index}`,
          readOnly: true,
        })),
      ],
    },
  ]
}
