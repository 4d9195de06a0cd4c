/** The gateway's image: one that exists, or one that this program builds. */
import { z } from 'zod'
import { imageReference, repositorySetting, tagSetting } from './container-image.ts'
import { label } from './text.ts'

const cache = repositorySetting.optional()

export const gatewayImage = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('reference').meta({ description: 'An image that exists.' }),
    image: imageReference.meta({ description: 'The image; production stacks name it by its digest.' }),
  }),
  z.strictObject({
    mode: z
      .literal('build')
      .meta({ description: 'Built from gateway/Dockerfile and pushed; the pods get its digest.' }),
    repository: repositorySetting.meta({
      description:
        'Where it is pushed, and under which name nodes pull it, for example localhost:30500/mlflow-gatehouse.',
    }),
    tag: tagSetting.default('latest').meta({ description: 'Tag beside the digest, for people.' }),
    platforms: z
      .array(z.enum(['linux/amd64', 'linux/arm64']))
      .min(1)
      .default(['linux/amd64'])
      .meta({ description: 'Platforms of the nodes.' }),
    baseImages: z
      .strictObject({
        build: imageReference.optional().meta({ description: 'Image that builds, with Node and npm.' }),
        runtime: imageReference.optional().meta({ description: 'Image that runs, with Node; name it by digest.' }),
      })
      .prefault({})
      .meta({ description: "Other base images than the Dockerfile's, for closed networks and to pin them." }),
    cacheFrom: cache.meta({ description: 'Repository with the cache of earlier builds.' }),
    cacheTo: cache.meta({ description: 'Repository for the cache of this build.' }),
    builder: label.optional().meta({
      description: 'Name of a buildx builder, for example one on another machine; the default one when left out.',
    }),
    dockerHost: z
      .string()
      .regex(/^(ssh|tcp):\/\/[^\s]+$|^unix:\/\/\/\S+$/, 'write ssh://user@host, tcp://host:port or unix:///path')
      .optional()
      .meta({ description: 'Docker daemon that builds, such as ssh://user@host; DOCKER_HOST decides when left out.' }),
    insecureRegistry: z
      .boolean()
      .default(false)
      .meta({ description: 'Whether the registry speaks plain http, such as one on the nodes themselves.' }),
    username: z.string().min(1).optional().meta({
      description: 'User of the registry, with the secret `gatewayRegistryPassword`; none for one without login.',
    }),
  }),
])

export type GatewayImageSettings = z.output<typeof gatewayImage>
export type BuiltImageSettings = Extract<GatewayImageSettings, { mode: 'build' }>
