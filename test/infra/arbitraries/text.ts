import fc from 'fast-check'

/** A DNS label (RFC 1123 §2.1). */
export const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/)

/** A quantity of storage or memory. */
export const size = fc.integer({ min: 1, max: 512 }).map((gibibytes) => `${gibibytes}Gi`)

/** An optional member: fast-check's `record` leaves a key out when its value is `undefined` here. */
export const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

/** Leaves out members that are undefined: in a stack file they would not stand there at all. */
export function present<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<T>
}
