import grpc from '@grpc/grpc-js'
import type { Message } from 'google-protobuf'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import pluginMessages from '@pulumi/pulumi/proto/plugin_pb.js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import { check } from '../definition/check.ts'
import type { Problem } from '../definition/resource.ts'
import { checkConfiguration, connector } from './configuration.ts'
import { announce } from './announce.ts'
import { discreet } from './defined.ts'
import { diffResponse } from './diff-response.ts'
import { initFailure } from './init-failure.ts'
import { NeverReady, type ServedProvider, type ServedResource } from './served.ts'
import { fromPlainObject, fromStruct, plainObject, toStruct } from './value.ts'

export interface Options {
  readonly version: string
  /** Address of the engine, which takes messages for the user; absent where the engine attaches later. */
  readonly engine?: string | undefined
}

/**
 * The engine's ResourceProvider service (pulumi/proto/pulumi/provider.proto) over a provider. Methods that are
 * left out answer UNIMPLEMENTED, which the engine takes for "not supported".
 */
export function service<C>(provider: ServedProvider<C>, { version, ...options }: Options) {
  const { configure, connect } = connector(provider)
  let engine = options.engine
  let announced = false
  const resourceOf = (urn: string): ServedResource => provider.resource(typeOf(urn), connect)

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
      const problems = checkConfiguration(provider, fromStruct(request.getNews()))
      response.setFailuresList(failures(problems.map((problem) => discreet(provider.config, problem))))
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
      const { inputs, problems } = await resourceOf(request.getUrn()).check({
        urn: request.getUrn(),
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        randomSeed: request.getRandomseed_asU8(),
      })
      const response = new messages.CheckResponse()
      response.setInputs(toStruct(inputs))
      response.setFailuresList(failures(problems))
      return response
    }),
    diff: unary(async (request: messages.DiffRequest) => {
      const plan = await resourceOf(request.getUrn()).plan({
        state: fromStruct(request.getOlds()),
        olds: fromStruct(request.getOldInputs()),
        news: fromStruct(request.getNews()),
        ignored: request.getIgnorechangesList(),
      })
      return diffResponse(plan)
    }),
    create: unary(async (request: messages.CreateRequest) => {
      const { id, state } = await resourceOf(request.getUrn()).create({
        inputs: fromStruct(request.getProperties()),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      })
      const response = new messages.CreateResponse()
      response.setId(id)
      response.setProperties(toStruct(state))
      return response
    }),
    read: unary(async (request: messages.ReadRequest) => {
      const found = await resourceOf(request.getUrn()).read({
        id: request.getId(),
        inputs: fromStruct(request.getInputs()),
        state: fromStruct(request.getProperties()),
      })
      const response = new messages.ReadResponse()
      // An empty id tells the engine that the resource is gone.
      if (found === undefined) return response
      response.setId(request.getId())
      response.setProperties(toStruct(found.state))
      response.setInputs(toStruct(found.inputs))
      return response
    }),
    update: unary(async (request: messages.UpdateRequest) => {
      const state = await resourceOf(request.getUrn()).update({
        id: request.getId(),
        state: fromStruct(request.getOlds()),
        olds: fromStruct(request.getOldInputs()),
        news: fromStruct(request.getNews()),
        preview: request.getPreview(),
        timeout: request.getTimeout(),
      })
      const response = new messages.UpdateResponse()
      response.setProperties(toStruct(state))
      return response
    }),
    delete: unary(async (request: messages.DeleteRequest) => {
      await resourceOf(request.getUrn()).delete({
        id: request.getId(),
        state: fromStruct(request.getProperties()),
        inputs: fromStruct(request.getOldInputs()),
        timeout: request.getTimeout(),
      })
      return new empty.Empty()
    }),

    invoke: unary(async (request: messages.InvokeRequest) => {
      const definition = provider.functions.find(({ type }) => type === request.getTok())
      if (definition === undefined) throw new Error(`${request.getTok()} is not served by the stand-in`)
      const { inputs, problems } = check(definition, fromStruct(request.getArgs()))
      const response = new messages.InvokeResponse()
      response.setFailuresList(failures(problems.map((problem) => discreet(definition.inputs, problem))))
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
          const details = `stand-in for ${provider.name}: ${messageOf(cause)}`
          const metadata = cause instanceof NeverReady ? initFailure(cause, details) : new grpc.Metadata()
          callback({ code: grpc.status.UNKNOWN, details, metadata })
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

function failures(problems: readonly Problem[]): messages.CheckFailure[] {
  return problems.map(({ property, reason }) => {
    const message = new messages.CheckFailure()
    message.setProperty(property)
    message.setReason(reason)
    return message
  })
}

function messageOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  return cause.cause instanceof Error ? `${cause.message}: ${messageOf(cause.cause)}` : cause.message
}
