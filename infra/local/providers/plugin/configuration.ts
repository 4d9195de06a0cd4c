import { check } from '../definition/check.ts'
import type { Properties } from '../definition/property.ts'
import type { Problem } from '../definition/resource.ts'
import type { ServedProvider } from './served.ts'
import { containsUnknown, isValues, plainObject, Secret, type Value, type Values } from './value.ts'

/** What the engine adds to a provider's own configuration. */
const ENGINE_KEYS: ReadonlySet<string> = new Set(['version', 'pluginDownloadURL', 'pluginChecksums'])

/** A provider's configuration with its types back: the SDKs send whatever isn't a string as JSON text. */
export function parsed(properties: Properties, args: Values): Values {
  return Object.fromEntries(
    Object.entries(args)
      .filter(([name]) => !ENGINE_KEYS.has(name))
      .map(([name, value]) => [name, parsedValue(properties[name]?.type, value)]),
  )
}

function parsedValue(type: string | undefined, value: Value): Value {
  if (value instanceof Secret) return new Secret(parsedValue(type, value.value))
  if (typeof value !== 'string' || type === 'string' || type === undefined) return value
  try {
    const json: unknown = JSON.parse(value)
    return isValues(json) || typeof json === 'boolean' || typeof json === 'number' ? json : value
  } catch {
    return value
  }
}

export function checkConfiguration(
  provider: Pick<ServedProvider<never>, 'name' | 'config'>,
  args: Values,
): readonly Problem[] {
  return check({ type: `pulumi:providers:${provider.name}`, inputs: provider.config }, parsed(provider.config, args))
    .problems
}

export interface Connector<C> {
  readonly configure: (args: Values) => void
  readonly connect: () => C
}

/** The connection to the server, made at its first use: a preview of a server yet to be built never needs one. */
export function connector<C>(provider: Pick<ServedProvider<C>, 'name' | 'config' | 'connect'>): Connector<C> {
  let configuration: Values | undefined
  let connection: { readonly made: C } | undefined
  return {
    configure(args) {
      configuration = check({ type: provider.name, inputs: provider.config }, parsed(provider.config, args)).inputs
      connection = undefined
    },
    connect() {
      if (configuration === undefined) throw new Error('the provider was not configured')
      if (containsUnknown(configuration)) {
        throw new Error('a setting of the provider is not known yet: what it depends on was not created')
      }
      connection ??= { made: provider.connect(plainObject(configuration)) }
      return connection.made
    },
  }
}
