import type { FunctionDefinition, Problem } from '../definition/resource.ts'
import type { PlainObject, Properties, ValuesOf } from '../definition/property.ts'
import type { Plan } from './lifecycle.ts'
import type { Values } from './value.ts'

/** A provider as the plugin server sees it: from definitions, or with resource types of its own making. */
export interface ServedProvider<C> {
  readonly name: string
  readonly config: Properties
  /** Called with checked configuration before the first use of a server, not before. */
  connect(config: PlainObject): C
  readonly functions: readonly FunctionDefinition<C>[]
  /** @throws where the type isn't served, with what is. */
  resource(type: string, connect: () => C): ServedResource
}

/** Types `connect` by the configuration beside it, as `provider` does for definitions. */
export function servedProvider<C, const I extends Properties>(
  provider: Omit<ServedProvider<C>, 'config' | 'connect'> & {
    readonly config: I
    connect(config: ValuesOf<I>): C
  },
): ServedProvider<C> {
  return provider
}

/** One resource type in the engine's terms (pulumi/proto/pulumi/provider.proto). */
export interface ServedResource {
  check(request: CheckRequest): Promise<Checked>
  /** What has to change. `state` is the last known state, `olds` the inputs that it came from. */
  plan(request: PlanRequest): Promise<Plan>
  /** Nothing is created by a preview; its `id` is not used. */
  create(request: CreateRequest): Promise<{ readonly id: string; readonly state: Values }>
  /** Undefined where the server no longer has it. */
  read(request: ReadRequest): Promise<{ readonly inputs: Values; readonly state: Values } | undefined>
  update(request: UpdateRequest): Promise<Values>
  /** Succeeds where it's gone already. */
  delete(request: DeleteRequest): Promise<void>
}

export interface CheckRequest {
  readonly urn: string
  /** Empty for a resource that is new, or that takes the place of another. */
  readonly olds: Values
  readonly news: Values
  /** From which a name is drawn: the same in the preview and the update that follows it. */
  readonly randomSeed: Uint8Array
}

export interface Checked {
  readonly inputs: Values
  /** Their `property` is empty where the engine must not show the value. */
  readonly problems: readonly Problem[]
}

export interface PlanRequest {
  readonly state: Values
  readonly olds: Values
  readonly news: Values
  /** Paths whose change the program ignores. */
  readonly ignored: readonly string[]
}

interface Act {
  readonly preview: boolean
  /** Seconds of the program's customTimeouts; 0 where it has none. */
  readonly timeout: number
}

export interface CreateRequest extends Act {
  readonly inputs: Values
}

export interface ReadRequest {
  readonly id: string
  readonly inputs: Values
  readonly state: Values
}

export interface UpdateRequest extends Act {
  readonly id: string
  readonly state: Values
  readonly olds: Values
  readonly news: Values
}

export interface DeleteRequest {
  readonly id: string
  readonly state: Values
  readonly inputs: Values
  readonly timeout: number
}

/**
 * A resource was created or updated and never became ready. The engine keeps it in the state, marked, and tries again with
 * the next update.
 */
export class NeverReady extends Error {
  override readonly name = 'NeverReady'
  readonly id: string
  readonly state: Values
  readonly inputs: Values

  constructor(message: string, { id, state, inputs }: { id: string; state: Values; inputs: Values }) {
    super(message)
    this.id = id
    this.state = state
    this.inputs = inputs
  }
}
