import type { ReleaseSettings } from '../config/release.ts'

/** MLflow of each chart version (`appVersion` of the chart). */
const mlflowVersions = { '1.8.0': '3.6.0', '1.11.5': '3.15.1' } as const

/** Tag of the chart's own busybox. */
const databaseCheckTag = '1.37'

export type ImageParts = { readonly repository: string; readonly tag: string; readonly pullPolicy: string }
type ImageSettings = ReleaseSettings['image']

const complete = (image: ImageSettings, tag: string) => ({ ...image, tag: image.tag ?? tag })

/** The image as a reference; a digest wins over the tag. */
export const mlflowImage = ({ image, chart }: Pick<ReleaseSettings, 'image' | 'chart'>): string => {
  const { repository, tag, digest } = complete(image, mlflowVersions[chart.version])
  return digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}`
}

/**
 * For templates that write `repository:tag` and know no digest: `name@sha256` and the digits are a reference by digest
 * once a colon stands between them.
 */
function inTwoParts({ repository, tag, digest, pullPolicy }: ReturnType<typeof complete>): ImageParts {
  return digest === undefined
    ? { repository, tag, pullPolicy }
    : { repository: `${repository}@sha256`, tag: digest.slice('sha256:'.length), pullPolicy }
}

export const mlflowImageParts = ({ image, chart }: Pick<ReleaseSettings, 'image' | 'chart'>) =>
  inTwoParts(complete(image, mlflowVersions[chart.version]))

export const databaseCheckImageParts = ({ databaseCheckImage }: Pick<ReleaseSettings, 'databaseCheckImage'>) =>
  inTwoParts(complete(databaseCheckImage, databaseCheckTag))
