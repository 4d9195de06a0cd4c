import * as pulumi from '@pulumi/pulumi'
import * as random from '@pulumi/random'

/** 32 characters of letters and digits hold 190 bits, and need no escaping in a URL or a shell. */
const LENGTH = 32

/** A generated password: letters and digits, a secret wherever it goes. */
export class Password extends pulumi.ComponentResource {
  readonly text: pulumi.Output<string>

  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:Password', name, {}, opts)
    this.text = pulumi.secret(
      new random.RandomPassword(name, { length: LENGTH, special: false }, { parent: this }).result,
    )
    this.registerOutputs({ text: this.text })
  }
}
