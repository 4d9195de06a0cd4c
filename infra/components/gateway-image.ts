import * as dockerBuild from '@pulumi/docker-build'
import * as pulumi from '@pulumi/pulumi'
import type { GatewayImageSettings } from '../config/gateway-image.ts'
import { gatewayBuild } from '../plan/gateway-build.ts'

export interface GatewayImageArgs {
  readonly image: GatewayImageSettings
  /** Password of the registry's user; only where the settings name a user. */
  readonly registryPassword?: pulumi.Input<string>
}

/** The gateway's image: one that exists, or one that is built here and pinned by its digest. */
export class GatewayImage extends pulumi.ComponentResource {
  /** The reference for the pods; with a digest wherever it was built here. */
  readonly reference: pulumi.Output<string>

  constructor(name: string, { image, registryPassword }: GatewayImageArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:GatewayImage', name, {}, opts)
    if (image.mode === 'reference') this.reference = pulumi.output(image.image)
    else {
      const provider = new dockerBuild.Provider(
        'docker-build',
        image.dockerHost === undefined ? {} : { host: image.dockerHost },
        { parent: this },
      )
      const [address = ''] = image.repository.split('/')
      const login =
        image.username === undefined || registryPassword === undefined
          ? {}
          : { registries: [{ address, username: image.username, password: pulumi.secret(registryPassword) }] }
      this.reference = new dockerBuild.Image(name, { ...gatewayBuild(image), ...login }, { parent: this, provider }).ref
    }
    this.registerOutputs({ reference: this.reference })
  }
}
