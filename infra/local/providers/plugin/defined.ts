import { check } from '../definition/check.ts'
import type { Properties } from '../definition/property.ts'
import type { Problem, ProviderDefinition, ResourceDefinition } from '../definition/resource.ts'
import * as lifecycle from './lifecycle.ts'
import type { ServedProvider, ServedResource } from './served.ts'

/** A provider whose resource types are definitions. */
export function defined<C>(provider: ProviderDefinition<C>): ServedProvider<C> {
  return {
    name: provider.name,
    config: provider.config,
    connect: (config) => provider.connect(config),
    functions: provider.functions,
    resource(type, connect) {
      const definition = provider.resources.find((candidate) => candidate.type === type)
      if (definition !== undefined) return served(definition, connect)
      throw new Error(
        `${type} is not served by the stand-in; it serves: ${provider.resources.map((r) => r.type).join(', ')}`,
      )
    },
  }
}

function served<C>(definition: ResourceDefinition<C>, connect: () => C): ServedResource {
  return {
    async check({ news }) {
      const { inputs, problems } = check(definition, news)
      return { inputs, problems: problems.map((problem) => discreet(definition.inputs, problem)) }
    },
    plan: async ({ state, news, ignored }) => lifecycle.plan(definition, state, news, ignored),
    create: async ({ inputs, preview }) =>
      preview
        ? { id: '', state: lifecycle.plannedCreation(definition, inputs) }
        : await lifecycle.create(definition, connect, inputs),
    read: async (request) => await lifecycle.read(definition, connect, request),
    update: async ({ id, state, news, preview }) =>
      preview
        ? lifecycle.plannedUpdate(definition, state, news)
        : await lifecycle.update(definition, connect, { id, olds: state, news }),
    delete: async ({ id, state }) => await lifecycle.remove(definition, connect, id, state),
  }
}

/** The engine prints the value of a property that it's told the name of, so a secret one is named by the reason only. */
export function discreet(properties: Properties, { property, reason }: Problem): Problem {
  const secret = properties[property.split('.')[0] ?? '']?.secret === true
  return { property: secret ? '' : property, reason }
}
