/**
 * The inputs of a resource type as the official provider's schema has them, written as data: checking, comparing,
 * marking secrets and the table in infra/docs/stand-ins.md all follow from it.
 */
interface Rules {
  /** A program that leaves it out fails the check. */
  readonly required?: true
  /** The value when a program leaves it out. */
  readonly default?: Plain
  /** Left out, the server's own value stands and is never a difference. Otherwise left out means empty. */
  readonly computed?: true
  /** Encrypted in the state, also when the program passed it in clear. */
  readonly secret?: true
  /** A change replaces the resource, where the official provider's schema says ForceNew. */
  readonly replaces?: true
  /** The server doesn't tell it, or it concerns this program only: a refresh keeps what the state knows. */
  readonly unread?: true
  /** Applied on creation only; a later change is none, as with the official provider. */
  readonly createOnly?: true
}

export type Property = Rules &
  (
    | {
        readonly type: 'string'
        readonly values?: readonly string[]
        /** One spelling for all that mean the same ("5m0s" and "5m"). Throws with the reason where the text means nothing. */
        readonly canonical?: (text: string) => string
      }
    | { readonly type: 'integer'; readonly minimum?: number }
    | { readonly type: 'boolean' }
    | { readonly type: 'map' }
    | { readonly type: 'set' }
    | { readonly type: 'list'; readonly items: Properties }
    | { readonly type: 'object'; readonly properties: Properties }
  )

export interface Properties {
  readonly [name: string]: Property
}

/** A value without marks: what goes to and comes from a server. */
export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain | undefined }

export type PlainObject = { readonly [key: string]: Plain | undefined }

type Scalar<P> = P extends { type: 'string' }
  ? string
  : P extends { type: 'integer' }
    ? number
    : P extends { type: 'boolean' }
      ? boolean
      : P extends { type: 'map' }
        ? Readonly<Record<string, string>>
        : P extends { type: 'set' }
          ? readonly string[]
          : never

type ValueOf<P> = P extends { type: 'string'; values: readonly (infer V)[] }
  ? V
  : P extends { type: 'list'; items: infer I }
    ? readonly ValuesOf<I>[]
    : P extends { type: 'object'; properties: infer I }
      ? ValuesOf<I>
      : Scalar<P>

type ReadValueOf<P> = P extends { type: 'list'; items: infer I }
  ? readonly ReadingOf<I>[]
  : P extends { type: 'object'; properties: infer I }
    ? ReadingOf<I>
    : Scalar<P>

/** The type of the values that have passed the check of these properties. */
export type ValuesOf<I> = {
  readonly [K in keyof I]: I[K] extends { required: true } | { default: Plain }
    ? ValueOf<I[K]>
    : ValueOf<I[K]> | undefined
}

/** What a reading of the server may answer: any of the properties, and texts that no program could have written. */
export type ReadingOf<I> = { readonly [K in keyof I]?: ReadValueOf<I[K]> | undefined }
