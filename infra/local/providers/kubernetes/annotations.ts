import type { PlainObject } from '../definition/property.ts'
import { at, textOf } from './api.ts'

/** Annotations by which a program steers the provider (pulumi.com/registry/packages/kubernetes). */
export const annotations = {
  autonamed: 'pulumi.com/autonamed',
  patchForce: 'pulumi.com/patchForce',
  skipAwait: 'pulumi.com/skipAwait',
  waitFor: 'pulumi.com/waitFor',
  timeoutSeconds: 'pulumi.com/timeoutSeconds',
  deletionPropagationPolicy: 'pulumi.com/deletionPropagationPolicy',
} as const

/** What an object says under one of them. */
export function annotation(object: PlainObject, name: keyof typeof annotations): string | undefined {
  return textOf(at(object, 'metadata', 'annotations', annotations[name]))
}
