import type { ObjectMeta } from '../crds/object-meta.ts'

/**
 * Annotations by which the provider waits for an object, which it does not do for custom resources on its own. Where
 * nothing will ever set the condition, the wait is switched off.
 */
export const awaitAnnotations = (condition: string, wait: boolean): Record<string, string> =>
  wait ? { 'pulumi.com/waitFor': condition } : { 'pulumi.com/skipAwait': 'true' }

/** The same on a whole object. */
export function awaited<T extends { readonly metadata: ObjectMeta }>(manifest: T, condition: string, wait: boolean): T {
  const annotations = { ...manifest.metadata.annotations, ...awaitAnnotations(condition, wait) }
  return { ...manifest, metadata: { ...manifest.metadata, annotations } }
}
