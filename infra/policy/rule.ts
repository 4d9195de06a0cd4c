/** A resource as the engine hands it to a policy, and as the tests record it. */
export interface Declared {
  readonly type: string
  readonly name: string
  readonly inputs: Readonly<Record<string, unknown>>
}

/** A rule of the policy pack: what is wrong with a resource, or nothing. Pure, so that tests and engine share it. */
export interface Rule {
  readonly name: string
  readonly description: string
  readonly violations: (resource: Declared) => string[]
}

export const list = (of: unknown): unknown[] => (Array.isArray(of) ? of : [])
