import * as keycloak from '@pulumi/keycloak'
import * as pulumi from '@pulumi/pulumi'
import { childOptions } from './child-options.ts'
import { Password } from './password.ts'

export interface TestUserArgs {
  readonly realmId: pulumi.Input<string>
  readonly username: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly groupIds: pulumi.Input<string>[]
}

/** A person of a development stack, with a generated password. The configuration refuses them anywhere else. */
export class TestUser extends pulumi.ComponentResource {
  readonly username: string
  readonly password: pulumi.Output<string>

  constructor(name: string, args: TestUserArgs, opts: pulumi.ComponentResourceOptions) {
    super('gatehouse:infra:TestUser', name, {}, opts)
    const child = childOptions(this, opts)
    const { realmId, username, email, firstName, lastName, groupIds } = args
    const password = new Password(`${name}-password`, { parent: this }).text
    const user = new keycloak.User(
      name,
      {
        realmId,
        username,
        email,
        emailVerified: true,
        firstName,
        lastName,
        enabled: true,
        initialPassword: { value: password, temporary: false },
      },
      child,
    )
    new keycloak.UserGroups(`${name}-groups`, { realmId, userId: user.id, groupIds, exhaustive: true }, child)
    this.username = username
    this.password = password
    this.registerOutputs({ username, password })
  }
}
