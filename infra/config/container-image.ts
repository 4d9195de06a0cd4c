/** A container image as settings name it. */
import { z } from 'zod'

const repository = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/,
    'name a repository without tag or digest, for example registry.example.com/team/mlflow',
  )
const tag = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'give a tag such as 3.15.1')
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'give the digest of the image, sha256:… with 64 digits')
const pullPolicy = z.enum(['IfNotPresent', 'Always', 'Never'])

export const repositorySetting = repository
export const tagSetting = tag

/** An image whose tag follows from something else when it is left out. */
export const containerImage = (fallbackRepository: string) =>
  z.strictObject({
    repository: repository.default(fallbackRepository).meta({ description: 'Repository, with its registry.' }),
    tag: tag.optional().meta({ description: 'Tag; the one that belongs to the version when left out.' }),
    digest: digest.optional().meta({ description: 'Digest; it wins over the tag, which then only tells people.' }),
    pullPolicy: pullPolicy.default('IfNotPresent').meta({ description: 'When nodes pull the image.' }),
  })

/** An image that is named whole, by tag or better by digest. */
export const imageReference = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
    'give an image with a tag or a digest, for example ghcr.io/example/mlflow-gatehouse@sha256:…',
  )
  .refine(
    (value) => /@sha256:|:[^/:]+$/.test(value),
    'give a tag or a digest: without one the image is whatever is newest',
  )

export const isPinned = (reference: string) => reference.includes('@sha256:')
