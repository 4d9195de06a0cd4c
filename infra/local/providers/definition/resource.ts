import type { PlainObject, Properties, ReadingOf, ValuesOf } from './property.ts'

/** A property that the server or the provider decides. */
export type Output = ({ readonly type: 'string' } | { readonly type: 'boolean' }) & {
  readonly secret?: true
  /** Inputs whose change makes the value unknown until the update ran. */
  readonly changesWith?: readonly string[]
}

export interface Outputs {
  readonly [name: string]: Output
}

export interface Problem {
  readonly property: string
  readonly reason: string
}

/** One resource type, typed by its own inputs (`I`) and outputs (`O`), acting on a server through a connection (`C`). */
interface Typed<C, I extends Properties, O extends Outputs> {
  /** The token of the type, e.g. `keycloak:index/realm:Realm`. */
  readonly type: string
  readonly inputs: I
  readonly outputs: O
  /**
   * Inputs that name the thing on its server. A replacement that keeps all of them has to delete before it creates,
   * because two such things can't exist at once.
   */
  readonly identity: readonly (keyof I & string)[]
  /** Rules between inputs; called once each is right by itself and all are known. */
  verify?(inputs: ValuesOf<I>): readonly Problem[]
  create(connection: C, inputs: ValuesOf<I>): Promise<Created<ReadingOf<I> & ReadingOf<O>>>
  /** The server's state, or undefined where the thing is gone. `known` is the state's, or the inputs after a creation. */
  read(connection: C, id: string, known: ValuesOf<I> & ReadingOf<O>): Promise<(ReadingOf<I> & ReadingOf<O>) | undefined>
  /** Left out where every input replaces. */
  update?(connection: C, id: string, change: { olds: ValuesOf<I>; news: ValuesOf<I> }): Promise<void>
  /** Succeeds where the thing is gone already. */
  delete(connection: C, id: string, olds: ValuesOf<I> & ReadingOf<O>): Promise<void>
}

interface Created<O> {
  readonly id: string
  /** What no later reading can tell: a value drawn or generated here. */
  readonly outputs?: O
}

/** A resource type with its own types forgotten: what the plugin server works with. */
export interface ResourceDefinition<C> {
  readonly type: string
  readonly inputs: Properties
  readonly outputs: Outputs
  readonly identity: readonly string[]
  verify?(inputs: PlainObject): readonly Problem[]
  create(connection: C, inputs: PlainObject): Promise<Created<PlainObject>>
  read(connection: C, id: string, known: PlainObject): Promise<PlainObject | undefined>
  update?(connection: C, id: string, change: { olds: PlainObject; news: PlainObject }): Promise<void>
  delete(connection: C, id: string, olds: PlainObject): Promise<void>
}

/**
 * `resource<Connection>()({…})` types each function by the inputs beside it. The types end here: the server has checked
 * values against the same inputs before it calls a function, which is what makes forgetting them sound.
 */
export function resource<C>() {
  return <const I extends Properties, const O extends Outputs>(definition: Typed<C, I, O>): ResourceDefinition<C> =>
    definition
}

/** As {@link resource}, for a function. */
export function lookup<C>() {
  return <const I extends Properties>(definition: TypedFunction<C, I>): FunctionDefinition<C> => definition
}

interface TypedFunction<C, I extends Properties> {
  readonly type: string
  readonly inputs: I
  call(connection: C, inputs: ValuesOf<I>): Promise<PlainObject>
}

export interface FunctionDefinition<C> {
  /** The token, e.g. `keycloak:index/getRealm:getRealm`. */
  readonly type: string
  readonly inputs: Properties
  call(connection: C, inputs: PlainObject): Promise<PlainObject>
}

export interface ProviderDefinition<C> {
  readonly name: string
  readonly config: Properties
  /** Called with checked configuration before the first use of a server, not before. */
  connect(config: PlainObject): C
  readonly resources: readonly ResourceDefinition<C>[]
  readonly functions: readonly FunctionDefinition<C>[]
}

export interface TypedProvider<C, I extends Properties> {
  readonly name: string
  readonly config: I
  connect(config: ValuesOf<I>): C
  readonly resources: readonly ResourceDefinition<C>[]
  readonly functions: readonly FunctionDefinition<C>[]
}

/** As {@link resource}, for a provider and its configuration. */
export function provider<C, const I extends Properties>(definition: TypedProvider<C, I>): ProviderDefinition<unknown> {
  return definition
}
