import type * as pulumi from '@pulumi/pulumi'

/**
 * Options for the resources inside a component. Parent, provider and protection are inherited by the engine;
 * `deletedWith` is not, so it is handed on here.
 */
export function childOptions(
  parent: pulumi.ComponentResource,
  { deletedWith }: pulumi.ComponentResourceOptions,
): pulumi.CustomResourceOptions {
  return deletedWith === undefined ? { parent } : { parent, deletedWith }
}
