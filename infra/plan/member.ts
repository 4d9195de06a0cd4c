/** A member of a value of unknown shape; undefined where there is none. Inherited members don't count. */
export const member = (of: unknown, name: PropertyKey): unknown =>
  typeof of === 'object' && of !== null ? Object.getOwnPropertyDescriptor(of, name)?.value : undefined
