import * as pulumi from '@pulumi/pulumi'
import type { SecretName } from './config/secrets.ts'

/** The credentials of the stack's configuration; each stays a secret wherever it goes. */
export interface GivenCredentials {
  /** @throws RunError when the configuration has none: it was checked before, so this is a mistake of the program. */
  readonly text: (name: SecretName) => pulumi.Output<string>
  /** A credential that may be left out. */
  readonly given: (name: SecretName) => pulumi.Output<string> | undefined
  /** A credential that is an object of texts, for example one client secret for each broker. */
  readonly texts: (name: SecretName) => pulumi.Output<Record<string, string>>
}

export function givenCredentials(config: pulumi.Config): GivenCredentials {
  return {
    text: (name) => config.requireSecret(name),
    given: (name) => (config.get(name) ? config.requireSecret(name) : undefined),
    texts: (name) => config.requireSecretObject<Record<string, string>>(name),
  }
}
