import { readFileSync } from 'node:fs'
import * as pulumi from '@pulumi/pulumi'
import { parse } from 'yaml'
import { secretSettings } from '../../infra/config/schema.ts'
import { declareStack } from '../../infra/program.ts'
import { record, type RecordedResource, settle } from './recording.ts'

export interface RecordedStack {
  readonly resources: readonly RecordedResource[]
  readonly outputs: Record<string, { readonly value: unknown; readonly secret: boolean }>
}

/** Configuration of an example stack as the engine would hand it over, with made-up credentials. */
export function exampleConfiguration(stack: string): Record<string, string> {
  const file = parse(readFileSync(new URL(`../../Pulumi.${stack}.yaml`, import.meta.url), 'utf8')) as {
    config: Record<string, unknown>
  }
  const credentials = Object.keys(secretSettings).map((key) => [`gatehouse:${key}`, `credential-${key}`])
  const plain = Object.entries(file.config).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return Object.fromEntries([...plain, ...credentials]) as Record<string, string>
}

/** Runs the real program under the engine's mocks and records every resource with its options. */
export async function recordStack(
  stack: string,
  config = exampleConfiguration(stack),
  onRegistered?: (name: string) => void,
): Promise<RecordedStack> {
  pulumi.runtime.setAllConfig(
    config,
    Object.keys(secretSettings).map((key) => `gatehouse:${key}`),
  )
  const raw = { values: withoutNamespace(config), secretKeys: new Set(Object.keys(secretSettings)) }
  const { resources, result } = await record(stack, (opts) => declareStack(raw, opts), onRegistered)
  const outputs = Object.entries(result).map(async ([name, output]) => [name, await settle(output)] as const)
  return { resources, outputs: Object.fromEntries(await Promise.all(outputs)) }
}

const withoutNamespace = (config: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith('gatehouse:') ? [[key.slice('gatehouse:'.length), value]] : [],
    ),
  )
