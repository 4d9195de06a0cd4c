import { z } from 'zod'
import type { PlainObject } from '../definition/property.ts'
import type { Problem } from '../definition/resource.ts'
import type { Plan } from '../plugin/lifecycle.ts'
import type { CheckRequest, ServedResource } from '../plugin/served.ts'
import {
  containsSecret,
  containsUnknown,
  fromPlain,
  fromPlainObject,
  plainObject,
  revealAll,
  type Values,
} from '../plugin/value.ts'
import { at, spelled, textOf } from './api.ts'
import { drawnName, valuesOf } from './autoname.ts'
import type { KubernetesConnection } from './connection.ts'
import { isWithin, objectChanges, pruned } from './object-difference.ts'
import * as objects from './objects.ts'

export const releaseType = 'kubernetes:helm.sh/v3:Release'

/** Inputs of a Release that the record keeps; the others of the official provider are refused. */
export const releaseInputs: readonly string[] = [
  'allowNullValues',
  'atomic',
  'chart',
  'cleanupOnFail',
  // The SDK sets it by itself.
  'compat',
  'createNamespace',
  'dependencyUpdate',
  'description',
  'disableCRDHooks',
  'disableOpenapiValidation',
  'disableWebhooks',
  'forceUpdate',
  'lint',
  'maxHistory',
  'name',
  'namespace',
  'recreatePods',
  'repositoryOpts',
  'resetValues',
  'reuseValues',
  'skipAwait',
  'skipCrds',
  'takeOwnership',
  'timeout',
  'values',
  'verify',
  'version',
  'waitForJobs',
]
export const repositoryInputs: readonly string[] = ['repo', 'username', 'password', 'caFile', 'certFile', 'keyFile']

/** The name of a release's record: a ConfigMap in the release's namespace whose `release.json` holds the inputs. */
export function recordName(release: string): string {
  return `sh.gatehouse.release.${release}`
}

/**
 * A Helm release is written down, not rendered: there is no Helm here. Tests read the record, and whoever wants the chart's
 * objects renders it with the recorded values.
 */
export function releaseResource(connect: () => KubernetesConnection): ServedResource {
  const written = async (inputs: Values): Promise<Values> => {
    const connection = connect()
    const { name, namespace } = plainObject(inputs)
    const record = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: recordName(spelled(name)), namespace: spelled(namespace) },
      data: { 'release.json': JSON.stringify(recorded(inputs)) },
    }
    const place = await objects.placeOf(connection, record)
    await objects.apply(connection, place, record, { force: true, dryRun: false })
    return stateOf(inputs)
  }
  const placeOf = async (id: string) => {
    const connection = connect()
    const [name = '', namespace] = id.split('/').toReversed()
    const place = { kind: await connection.kindOf('v1', 'ConfigMap'), namespace, name: recordName(name) }
    return { connection, place }
  }
  return {
    check: async (request) => check(connect(), request),
    plan: async ({ state, olds, news, ignored }) => plan(state, olds, news, ignored),
    async create({ inputs, preview }) {
      if (preview) return { id: '', state: stateOf(inputs) }
      const { name, namespace } = plainObject(inputs)
      const id = `${spelled(namespace)}/${spelled(name)}`
      const { connection, place } = await placeOf(id)
      if ((await objects.find(connection, place)) !== undefined) {
        throw new Error(`the release ${id} exists already: cannot re-use a name that is still in use`)
      }
      return { id, state: await written(inputs) }
    },
    async read({ id, inputs }) {
      const { connection, place } = await placeOf(id)
      const live = await objects.find(connection, place)
      const text = textOf(at(live, 'data', 'release.json'))
      if (text === undefined) return undefined
      const found = valuesOf(fromPlain(z.json().parse(JSON.parse(text))))
      // The record has no password; the state keeps the one that it knows.
      const { password } = valuesOf(inputs['repositoryOpts'])
      const complete: Values =
        password === undefined
          ? found
          : { ...found, repositoryOpts: { ...valuesOf(found['repositoryOpts']), password } }
      return { state: stateOf(complete), inputs: Object.keys(inputs).length > 0 ? inputs : found }
    },
    update: async ({ news, preview }) => (preview ? stateOf(news) : await written(news)),
    async delete({ id }) {
      const { connection, place } = await placeOf(id)
      await objects.remove(connection, place, {})
      await objects.waitUntilGone(connection, place, objects.timeoutOf({}, 0))
    },
  }
}

function check({ namespace }: KubernetesConnection, { urn, olds, news, randomSeed }: CheckRequest) {
  const inputs: Values = {
    ...news,
    name: news['name'] ?? olds['name'] ?? drawnName(urn, randomSeed),
    namespace: news['namespace'] ?? namespace,
  }
  const problems: Problem[] = [
    ...unknownKeys(inputs, releaseInputs, ''),
    ...unknownKeys(valuesOf(inputs['repositoryOpts']), repositoryInputs, 'repositoryOpts.'),
  ]
  if (inputs['chart'] === undefined) problems.push({ property: 'chart', reason: `${releaseType} requires "chart"` })
  if (inputs['createNamespace'] === true) {
    problems.push({ property: 'createNamespace', reason: `the stand-in for ${releaseType} makes no namespaces` })
  }
  if (containsSecret(inputs['values'] ?? null)) {
    problems.push({
      property: '',
      reason: `${releaseType} "values" hold a secret, which Helm would keep beside the release; put it into a Secret and refer to that`,
    })
  }
  return { inputs, problems }
}

function unknownKeys(values: Values, known: readonly string[], parent: string): Problem[] {
  return Object.keys(values)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      property: `${parent}${name}`,
      reason: `the stand-in for ${releaseType} does not apply the input "${parent}${name}"; it applies: ${known.join(', ')}`,
    }))
}

function plan(state: Values, olds: Values, news: Values, ignored: readonly string[]): Plan {
  const changes = objectChanges(pruned(revealAll(state), revealAll(olds)), revealAll(news))
    .filter(({ path }) => !ignored.some((ignore) => isWithin(path, ignore)))
    .map((change) => ({ ...change, replaces: ['name', 'namespace'].includes(change.path) }))
  return { changes, deleteFirst: false }
}

/** What the record says: everything but the registry's password. */
function recorded(inputs: Values): PlainObject {
  const { password: _password, ...repository } = valuesOf(inputs['repositoryOpts'])
  const { repositoryOpts, ...others } = inputs
  return plainObject(repositoryOpts === undefined ? others : { ...others, repositoryOpts: repository })
}

function stateOf(inputs: Values): Values {
  if (containsUnknown(inputs)) return inputs
  const { name, namespace, chart, version } = plainObject(inputs)
  const status = fromPlainObject({ name, namespace, chart, version, status: 'deployed' })
  return { ...inputs, status, resourceNames: {} }
}
