import * as pulumi from '@pulumi/pulumi'

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

/** The engine's envelope of a secret inside inputs. */
const SECRET_SIGNATURE = '4dabf18193072939515e22adb298388d'

export const isSecretEnvelope = (value: unknown): value is { value: unknown } =>
  typeof value === 'object' && value !== null && SECRET_SIGNATURE in value

/** What a server would have computed, so that the program's own expressions have something to read. */
const computed: Record<string, (name: string) => Record<string, unknown>> = {
  'keycloak:openid/client:Client': (name) => ({
    clientSecret: `computed-secret-of-${name}`,
    serviceAccountUserId: `service-account-of-${name}`,
    resourceServerId: `resource-server-of-${name}`,
  }),
  'random:index/randomPassword:RandomPassword': (name) => ({ result: `computed-password-of-${name}` }),
  'random:index/randomBytes:RandomBytes': (name) => ({
    hex: `computed-bytes-of-${name}`,
    base64: `computed-bytes-of-${name}`,
  }),
  'docker-build:index:Image': (name) => ({ ref: `registry.invalid/${name}@sha256:${'0'.repeat(64)}` }),
}

/** Keycloak's provider knows a realm by its name; other servers make ids up. */
const idOf = (type: string, name: string, inputs: Record<string, unknown>) =>
  type === 'keycloak:index/realm:Realm' ? String(inputs['realm']) : `id-of-${name}`

/** An object of Kubernetes without a name of its own gets one from the provider. */
function withMetadataName(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  if (!type.startsWith('kubernetes:')) return inputs
  return { ...inputs, metadata: { name: `auto-named-${name}`, ...(inputs['metadata'] as object | undefined) } }
}

export interface Recording<T> {
  readonly resources: readonly RecordedResource[]
  readonly result: T
}

/**
 * Runs a piece of the program under the engine's mocks and records every resource with its options. Options are seen
 * through a transformation, which children inherit: the mocks themselves show neither parent nor protection.
 */
export async function record<T>(
  stack: string,
  declare: (opts: pulumi.ComponentResourceOptions) => T,
  onRegistered: (name: string) => void = () => undefined,
): Promise<Recording<T>> {
  const registered = new Map<string, { inputs: Record<string, unknown>; provider: string }>()
  const declared: { type: string; name: string; opts: pulumi.CustomResourceOptions; resource: pulumi.Resource }[] = []
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs, provider }) => {
        registered.set(`${type}::${name}`, { inputs, provider: provider ?? '' })
        onRegistered(name)
        const state = { ...withMetadataName(type, name, inputs), ...computed[type]?.(name) }
        return { id: idOf(type, name, inputs), state }
      },
      call: ({ token }) => {
        throw new Error(`the program called ${token}: a preview has to work without reaching any server`)
      },
    },
    'gatehouse',
    stack,
    false,
  )
  const result = declare({
    transformations: [
      ({ type, name, opts, resource }) => {
        declared.push({ type, name, opts, resource })
        return undefined
      },
    ],
  })
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
  // Outputs of components are registered after their URNs are known; the next recording brings mocks of its own.
  await pulumi.runtime.disconnect(false)
  return { resources, result }
}

/** Records one component without the rest of the stack. */
export const recordComponent = <T>(declare: (opts: pulumi.ComponentResourceOptions) => T) => record('test', declare)

/** What an output holds, and whether it is a secret. */
export async function settle(value: unknown) {
  const output = pulumi.output(value)
  return { value: await promiseOf(output), secret: await pulumi.isSecret(output) }
}

const promiseOf = <T>(output: pulumi.Output<T>) =>
  new Promise<T>((resolve) => void output.apply((value) => resolve(value)))
const nameOf = async (resource: pulumi.Resource) => (await promiseOf(resource.urn)).split('::').pop() ?? ''
