import type { BuiltImageSettings } from '../config/gateway-image.ts'
import { projectFolder, projectPath } from './project-folder.ts'

/** What the build leaves behind for the next one: a manifest in the registry, all stages of it. */
const cacheTag = 'buildcache'

/**
 * The build of the gateway's image: context is the whole project, which .dockerignore cuts down to the gateway's
 * sources. Nothing is built in a preview, so that one works where there is no Docker.
 */
export function gatewayBuild(settings: BuiltImageSettings) {
  const { repository, tag, platforms, cacheFrom, cacheTo, baseImages, builder, insecureRegistry } = settings
  const name = `${repository}:${tag}`
  const cache = (of: string) => ({ ref: `${of}:${cacheTag}` })
  return {
    context: { location: projectFolder },
    dockerfile: { location: projectPath('gateway/Dockerfile') },
    buildArgs: {
      ...(baseImages.build === undefined ? {} : { BUILD_IMAGE: baseImages.build }),
      ...(baseImages.runtime === undefined ? {} : { RUNTIME_IMAGE: baseImages.runtime }),
    },
    platforms,
    tags: [name],
    buildOnPreview: false,
    ...(builder === undefined ? {} : { builder: { name: builder } }),
    ...(cacheFrom === undefined ? {} : { cacheFrom: [{ registry: cache(cacheFrom) }] }),
    ...(cacheTo === undefined
      ? {}
      : { cacheTo: [{ registry: { ...cache(cacheTo), mode: 'max' as const, ignoreError: true } }] }),
    // A registry without TLS needs an exporter that is told so; `push` alone would speak https to it.
    ...(insecureRegistry
      ? { push: false, exports: [{ registry: { names: [name], push: true, insecure: true, ociMediaTypes: true } }] }
      : { push: true }),
  }
}
