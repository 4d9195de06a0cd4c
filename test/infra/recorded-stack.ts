import { readFileSync } from 'node:fs'
import * as pulumi from '@pulumi/pulumi'
import { parse } from 'yaml'
import { secretSettings } from '../../infra/config/secrets.ts'
import { declareStack } from '../../infra/program.ts'
import { record, type RecordedResource, settle } from './recording.ts'

export interface RecordedStack {
  readonly resources: readonly RecordedResource[]
  readonly outputs: Record<string, { readonly value: unknown; readonly secret: boolean }>
}

/** The example stacks: those of the project itself, and two that exist elsewhere in the same shape. */
export const exampleStacks = ['local', 'dev', 'staging', 'prod', 'ambient-openshift', 'k3s-tunnel'] as const
const ofTheProject: readonly string[] = ['local', 'dev', 'staging', 'prod']

/** What stands in the file of an example stack. */
export function exampleFile(stack: string): Record<string, unknown> {
  const file = ofTheProject.includes(stack) ? `Pulumi.${stack}.yaml` : `infra/examples/${stack}.yaml`
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
  return (parse(text) as { config: Record<string, unknown> }).config
}

/** Configuration of an example stack as the engine would hand it over, with made-up credentials where it needs some. */
export const exampleConfiguration = (stack: string): Record<string, string> => withCredentials(exampleFile(stack))

/** A configuration as the engine would hand it over: structures as JSON, and every credential that it needs. */
export function withCredentials(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(config).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const plain = withoutNamespace(config)
  const credentials = Object.entries(secretSettings).flatMap(([key, { needed }]) =>
    needed(plain) ? [[`gatehouse:${key}`, madeUp(key, plain)]] : [],
  )
  return Object.fromEntries([...texts, ...credentials]) as Record<string, string>
}

/** Broker secrets are one object, by alias; every other credential is one text. */
function madeUp(key: string, plain: Readonly<Record<string, unknown>>): string {
  if (key !== 'brokerClientSecrets') return `credential-${key}`
  const { brokers = [] } = plain['keycloak'] as { brokers?: { alias: string }[] }
  return JSON.stringify(Object.fromEntries(brokers.map(({ alias }) => [alias, `credential-broker-${alias}`])))
}

/** Runs the real program under the engine's mocks and records every resource with its options. */
export async function recordStack(
  stack: string,
  config = exampleConfiguration(stack),
  onRegistered?: (name: string) => void,
): Promise<RecordedStack> {
  const secretKeys = Object.keys(secretSettings)
  pulumi.runtime.setAllConfig(
    config,
    secretKeys.map((key) => `gatehouse:${key}`),
  )
  const raw = { values: withoutNamespace(config), secretKeys: new Set(secretKeys) }
  const { resources, result } = await record(stack, (opts) => declareStack(raw, opts), onRegistered)
  const outputs = Object.entries(result).map(async ([name, output]) => [name, await settle(output)] as const)
  return { resources, outputs: Object.fromEntries(await Promise.all(outputs)) }
}

const withoutNamespace = <T>(config: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith('gatehouse:') ? [[key.slice('gatehouse:'.length), value]] : [],
    ),
  )
