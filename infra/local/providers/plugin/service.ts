import grpc from '@grpc/grpc-js'
import type { Message } from 'google-protobuf'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import pluginMessages from '@pulumi/pulumi/proto/plugin_pb.js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import { check } from '../definition/check.ts'
import type { Properties } from '../definition/property.ts'
import type { Problem, ProviderDefinition, ResourceDefinition } from '../definition/resource.ts'
import { checkConfiguration, connector } from './configuration.ts'
import { announce } from './announce.ts'
import { diffResponse } from './diff-response.ts'
import * as lifecycle from './lifecycle.ts'
import { fromPlainObject, fromStruct, plainObject, toStruct } from './value.ts'

export interface Options {
  readonly version: string
  /** Address of the engine, which takes messages for the user; absent where the engine attaches later. */
  readonly engine?: string | undefined
}

/**
 * The engine's ResourceProvider service (pulumi/proto/pulumi/provider.proto) over a provider's definitions. Methods that
 * are left out answer UNIMPLEMENTED, which the engine takes for "not supported".
 */
export function service(provider: ProviderDefinition<unknown>, { version, ...options }: Options) {
  const { configure, connect } = connector(provider)
  let engine = options.engine
  let announced = false

  const definitionOf = (urn: string): ResourceDefinition<unknown> => {
    const type = typeOf(urn)
    const definition = provider.resources.find((candidate) => candidate.type === type)
    if (definition !== undefined) return definition
    throw new Error(
      `${type} is not served by the stand-in; it serves: ${provider.resources.map((r) => r.type).join(', ')}`,
    )
  }

  return {
    handshake: unary(async () => {
      const response = new messages.ProviderHandshakeResponse()
      response.setAcceptSecrets(true)
      return response
    }),
    getPluginInfo: unary(async () => {
      const response = new pluginMessages.PluginInfo()
      response.setVersion(version)
      return response
    }),
    getSchema: unary(async () => {
      const response = new messages.GetSchemaResponse()
      response.setSchema(JSON.stringify({ name: provider.name, version }))
      return response
    }),
    attach: unary(async (request: pluginMessages.PluginAttach) => {
      engine = request.getAddress()
      return new empty.Empty()
    }),
    cancel: unary(async () => new empty.Empty()),

    checkConfig: unary(async (request: messages.CheckRequest) => {
      const response = new messages.CheckResponse()
      response.setInputs(request.getNews())
      response.setFailuresList(failures(provider.config, checkConfiguration(provider, fromStruct(request.getNews()))))
      return response
    }),
    // Another URL or credential means the same things reached in another way: never a replacement.
    diffConfig: unary(async (request: messages.DiffRequest) => {
      const response = new messages.DiffResponse()
      const [olds, news] = [request.getOlds(), request.getNews()].map((args) => JSON.stringify(args?.toJavaScript()))
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges
      response.setChanges(olds === news ? DIFF_NONE : DIFF_SOME)
      return response
    }),
    configure: unary(async (request: messages.ConfigureRequest) => {
      if (!announced && engine !== undefined)
        await announce(engine, `a stand-in for the provider plugin ${provider.name} ${version} is in use`)
      announced = true
      configure(fromStruct(request.getArgs()))
      const response = new messages.ConfigureResponse()
      response.setAcceptsecrets(true)
      response.setSupportspreview(true)
      return response
    }),

    check: unary(async (request: messages.CheckRequest) => {
      const definition = definitionOf(request.getUrn())
      const { inputs, problems } = check(definition, fromStruct(request.getNews()))
      const response = new messages.CheckResponse()
      response.setInputs(toStruct(inputs))
      response.setFailuresList(failures(definition.inputs, problems))
      return response
    }),
    diff: unary(async (request: messages.DiffRequest) => {
      const definition = definitionOf(request.getUrn())
      const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())]
      return diffResponse(lifecycle.plan(definition, olds, news, request.getIgnorechangesList()))
    }),
    create: unary(async (request: messages.CreateRequest) => {
      const definition = definitionOf(request.getUrn())
      const inputs = fromStruct(request.getProperties())
      const response = new messages.CreateResponse()
      if (request.getPreview()) {
        response.setProperties(toStruct(lifecycle.plannedCreation(definition, inputs)))
        return response
      }
      const { id, state } = await lifecycle.create(definition, connect, inputs)
      response.setId(id)
      response.setProperties(toStruct(state))
      return response
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const definition = definitionOf(request.getUrn())
      const [inputs, state] = [fromStruct(request.getInputs()), fromStruct(request.getProperties())]
      const response = new messages.ReadResponse()
      const found = await lifecycle.read(definition, connect, { id: request.getId(), inputs, state })
      // An empty id tells the engine that the resource is gone.
      if (found === undefined) return response
      response.setId(request.getId())
      response.setProperties(toStruct(found.state))
      response.setInputs(toStruct(found.inputs))
      return response
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const definition = definitionOf(request.getUrn())
      const [olds, news] = [fromStruct(request.getOlds()), fromStruct(request.getNews())]
      const state = request.getPreview()
        ? lifecycle.plannedUpdate(definition, olds, news)
        : await lifecycle.update(definition, connect, { id: request.getId(), olds, news })
      const response = new messages.UpdateResponse()
      response.setProperties(toStruct(state))
      return response
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      const definition = definitionOf(request.getUrn())
      await lifecycle.remove(definition, connect, request.getId(), fromStruct(request.getProperties()))
      return new empty.Empty()
    }),

    invoke: unary(async (request: messages.InvokeRequest) => {
      const definition = provider.functions.find(({ type }) => type === request.getTok())
      if (definition === undefined) throw new Error(`${request.getTok()} is not served by the stand-in`)
      const { inputs, problems } = check(definition, fromStruct(request.getArgs()))
      const response = new messages.InvokeResponse()
      response.setFailuresList(failures(definition.inputs, problems))
      if (problems.length > 0) return response
      response.setReturn(toStruct(fromPlainObject(await definition.call(connect(), plainObject(inputs)))))
      return response
    }),
  }

  /** Every error reaches the engine as text with its cause; the engine names the resource itself. */
  function unary<Request, Response extends Message>(handle: (request: Request) => Promise<Response>) {
    return (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>): void => {
      const answer = async (): Promise<void> => {
        try {
          callback(null, await handle(call.request))
        } catch (cause) {
          callback({ code: grpc.status.UNKNOWN, details: `stand-in for ${provider.name}: ${messageOf(cause)}` })
        }
      }
      void answer()
    }
  }
}

/** `urn:pulumi:<stack>::<project>::<parent type>$<type>::<name>` */
function typeOf(urn: string): string {
  return urn.split('::')[2]?.split('$').at(-1) ?? urn
}

/** The engine prints the value of a property that it's told the name of, so a secret one is named by the reason only. */
function failures(properties: Properties, problems: readonly Problem[]): messages.CheckFailure[] {
  return problems.map(({ property, reason }) => {
    const secret = properties[property.split('.')[0] ?? '']?.secret === true
    const message = new messages.CheckFailure()
    message.setProperty(secret ? '' : property)
    message.setReason(reason)
    return message
  })
}

function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? `${cause.message}: ${messageOf(cause.cause)}` : cause.message
}
