import { provider } from '../definition/resource.ts'
import { randomBytesResource } from './random-bytes.ts'
import { randomPassword } from './random-password.ts'

/** pulumi-random: values drawn once and kept in the state; there is no server. */
export const random = provider({
  name: 'random',
  config: {},
  connect: () => undefined,
  resources: [randomPassword, randomBytesResource],
  functions: [],
})
