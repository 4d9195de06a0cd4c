import * as pulumi from '@pulumi/pulumi'
import * as random from '@pulumi/random'

/** 256 bits: the key size of AES-256-GCM and of HMAC-SHA-256. */
const BYTES = 32

/** A generated key as 64 hexadecimal digits. What it encrypts is lost with it, so it is protected with the data. */
export class EncryptionKey extends pulumi.ComponentResource {
  readonly hex: pulumi.Output<string>

  constructor(name: string, { protect }: { readonly protect: boolean }, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:EncryptionKey', name, {}, opts)
    this.hex = pulumi.secret(new random.RandomBytes(name, { length: BYTES }, { parent: this, protect }).hex)
    this.registerOutputs({ hex: this.hex })
  }
}
