import type * as pulumi from '@pulumi/pulumi'
import { recordComponent, type Recording } from './recording.ts'

export interface RecordingWithOptions<T> extends Recording<T> {
  /** Options of each resource by its name; components are left out. */
  readonly options: ReadonlyMap<string, pulumi.CustomResourceOptions>
}

/** Records a component together with every option of its resources, also those that the engine alone acts on. */
export async function recordOptions<T>(
  declare: (opts: pulumi.ComponentResourceOptions) => T,
): Promise<RecordingWithOptions<T>> {
  const options = new Map<string, pulumi.CustomResourceOptions>()
  const recording = await recordComponent((opts) =>
    declare({
      ...opts,
      transformations: [
        ...(opts.transformations ?? []),
        ({ type, name, opts: own }) => {
          if (!type.startsWith('gatehouse:')) options.set(name, own)
          return undefined
        },
      ],
    }),
  )
  return { ...recording, options }
}
