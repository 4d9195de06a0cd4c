import * as pulumi from '@pulumi/pulumi'
import { Gatehouse } from './components/gatehouse.ts'
import { describeProblems } from './config/describe.ts'
import { parseConfiguration, type RawConfiguration } from './config/parse.ts'
import { givenCredentials } from './given-credentials.ts'
import { stackOutputs } from './outputs.ts'

/**
 * The program: read the configuration, declare the stack, give its outputs. With anything wrong in the configuration
 * it throws before the first resource is registered.
 *
 * @throws pulumi.RunError with every problem of the configuration.
 */
export function declareStack(raw: RawConfiguration, opts: pulumi.ComponentResourceOptions = {}) {
  const parsed = parseConfiguration(raw)
  if (!parsed.ok) throw new pulumi.RunError(describeProblems(pulumi.getStack(), parsed.problems))
  const credentials = givenCredentials(new pulumi.Config())
  const stack = new Gatehouse('gatehouse', { settings: parsed.settings, credentials }, opts)
  return stackOutputs(stack, parsed.settings)
}
