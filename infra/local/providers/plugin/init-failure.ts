import grpc from '@grpc/grpc-js'
import any from 'google-protobuf/google/protobuf/any_pb.js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import status from '@pulumi/pulumi/proto/status_pb.js'
import type { NeverReady } from './served.ts'
import { toStruct } from './value.ts'

/** The details of a gRPC error that tell the engine of a resource that exists and isn't ready. */
export function initFailure({ id, state, inputs, message }: NeverReady, text: string): grpc.Metadata {
  const failure = new messages.ErrorResourceInitFailed()
  failure.setId(id)
  failure.setProperties(toStruct(state))
  failure.setInputs(toStruct(inputs))
  failure.setReasonsList([message])
  const packed = new any.Any()
  packed.pack(failure.serializeBinary(), 'pulumirpc.ErrorResourceInitFailed')
  const answer = new status.Status()
  answer.setCode(grpc.status.UNKNOWN)
  answer.setMessage(text)
  answer.addDetails(packed)
  const metadata = new grpc.Metadata()
  metadata.add('grpc-status-details-bin', Buffer.from(answer.serializeBinary()))
  return metadata
}
