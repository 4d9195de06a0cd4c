import { readFileSync } from 'node:fs'
import * as pulumi from '@pulumi/pulumi'
import { parse } from 'yaml'
import { secretSettings } from '../../infra/config/schema.ts'
import { declareStack } from '../../infra/program.ts'

/** A resource as the engine would have received it. */
export interface RecordedResource {
  readonly type: string
  readonly name: string
  readonly inputs: Record<string, unknown>
  readonly parent: string | undefined
  readonly provider: string
  readonly protect: boolean
  readonly deletedWith: string | undefined
}

export interface RecordedStack {
  readonly resources: readonly RecordedResource[]
  readonly outputs: Record<string, { readonly value: unknown; readonly secret: boolean }>
}

/** The engine's envelope of a secret inside inputs. */
const SECRET_SIGNATURE = '4dabf18193072939515e22adb298388d'

export const isSecretEnvelope = (value: unknown): value is { value: unknown } =>
  typeof value === 'object' && value !== null && SECRET_SIGNATURE in value

/** What a server would have computed, so that the program's own expressions have something to read. */
const computed: Record<string, (name: string) => Record<string, unknown>> = {
  'keycloak:openid/client:Client': (name) => ({
    clientSecret: `computed-secret-of-${name}`,
    serviceAccountUserId: `service-account-of-${name}`,
  }),
  'random:index/randomPassword:RandomPassword': (name) => ({ result: `computed-password-of-${name}` }),
  'random:index/randomBytes:RandomBytes': (name) => ({ hex: `computed-bytes-of-${name}` }),
}

/** Keycloak's provider knows a realm by its name; other servers make ids up. */
const idOf = (type: string, name: string, inputs: Record<string, unknown>) =>
  type === 'keycloak:index/realm:Realm' ? String(inputs['realm']) : `id-of-${name}`

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
  onRegistered: (name: string) => void = () => undefined,
): Promise<RecordedStack> {
  const registered = new Map<string, { inputs: Record<string, unknown>; provider: string }>()
  const declared: { type: string; name: string; opts: pulumi.CustomResourceOptions; resource: pulumi.Resource }[] = []
  const secretKeys = Object.keys(secretSettings).map((key) => `gatehouse:${key}`)
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, provider }) => {
        registered.set(`${type}::${name}`, { inputs, provider: provider ?? '' })
        onRegistered(name)
        return { id: idOf(type, name, inputs), state: { ...inputs, ...computed[type]?.(name) } }
      },
      call: ({ token }) => {
        throw new Error(`the program called ${token}: a preview has to work without reaching any server`)
      },
    },
    'gatehouse',
    stack,
    false,
  )
  pulumi.runtime.setAllConfig(config, secretKeys)
  const outputs = declareStack(
    { values: withoutNamespace(config), secretKeys: new Set(Object.keys(secretSettings)) },
    {
      transformations: [
        ({ type, name, opts, resource }) => {
          declared.push({ type, name, opts, resource })
          return undefined
        },
      ],
    },
  )
  const settled = await Promise.all(
    Object.entries(outputs).map(async ([name, output]) => [name, await settle(output)] as const),
  )
  const resources = await Promise.all(
    declared.map(async ({ type, name, opts, resource }): Promise<RecordedResource> => {
      await promiseOf(resource.urn)
      const seen = registered.get(`${type}::${name}`)
      return {
        type,
        name,
        inputs: seen?.inputs ?? {},
        provider: seen?.provider.split('::').slice(-2).join('::') ?? '',
        parent: opts.parent === undefined ? undefined : await nameOf(opts.parent),
        protect: opts.protect ?? false,
        deletedWith: opts.deletedWith === undefined ? undefined : await nameOf(opts.deletedWith),
      }
    }),
  )
  return { resources, outputs: Object.fromEntries(settled) }
}

const withoutNamespace = (config: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(config).flatMap(([key, value]) =>
      key.startsWith('gatehouse:') ? [[key.slice('gatehouse:'.length), value]] : [],
    ),
  )

const promiseOf = <T>(output: pulumi.Output<T>) =>
  new Promise<T>((resolve) => void output.apply((value) => resolve(value)))
const nameOf = async (resource: pulumi.Resource) => (await promiseOf(resource.urn)).split('::').pop() ?? ''

async function settle(value: unknown) {
  const output = pulumi.output(value)
  return { value: await promiseOf(output), secret: await pulumi.isSecret(output) }
}
