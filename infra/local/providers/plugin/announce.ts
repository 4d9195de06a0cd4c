import { promisify } from 'node:util'
import grpc from '@grpc/grpc-js'
import messages from '@pulumi/pulumi/proto/engine_pb.js'
import services from '@pulumi/pulumi/proto/engine_grpc_pb.js'

/** Shows the user a message beside the engine's own. What a plugin writes to its standard error only reaches the log. */
export async function announce(engine: string, message: string): Promise<void> {
  const client = new services.EngineClient(engine, grpc.credentials.createInsecure())
  const request = new messages.LogRequest()
  request.setSeverity(messages.LogSeverity.INFO)
  request.setMessage(message)
  try {
    await promisify((sent: messages.LogRequest, done: grpc.requestCallback<unknown>) => client.log(sent, done))(request)
  } finally {
    client.close()
  }
}
