import grpc from '@grpc/grpc-js'
import services from '@pulumi/pulumi/proto/provider_grpc_pb.js'
import type { ServedProvider } from './served.ts'
import { service, type Options } from './service.ts'

/** Serves a provider on a free port of the loopback interface, and returns the port. */
export async function serve<C>(provider: ServedProvider<C>, options: Options): Promise<number> {
  // A state may be larger than gRPC's 4 MiB; the engine itself allows 400 MiB.
  const server = new grpc.Server({ 'grpc.max_receive_message_length': 400 * 1024 * 1024 })
  server.addService(services.ResourceProviderService, service(provider, options))
  return await new Promise((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (cause, port) =>
      cause === null ? resolve(port) : reject(cause),
    )
  })
}
