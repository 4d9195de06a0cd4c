import fc from 'fast-check'
import { credentials, type CredentialSettings } from '../../../infra/config/credentials.ts'
import { label, maybe, present } from './text.ts'

const path = fc.array(label, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))

const externalSecrets = fc
  .record({
    store: fc.record({ kind: fc.constant('ClusterSecretStore'), name: label }),
    refreshInterval: maybe(fc.constantFrom('15m', '1h', '1h30m')),
    prefix: path.map((prefix) => `stacks/${prefix}`),
    paths: maybe(fc.record({ gateway: path.map((own) => `gateway/${own}`), flask: path.map((own) => `flask/${own}`) })),
    push: fc.boolean(),
  })
  .map((rest) => ({ mode: 'externalSecrets', ...present(rest) }))

/** Any right `credentials` section, as it stands in a stack file. */
export const credentialInput = fc.oneof(fc.constant({ mode: 'pulumi' }), externalSecrets)

/** The same, as the program gets it. */
export const credentialSettings: fc.Arbitrary<CredentialSettings> = credentialInput.map((input) =>
  credentials.parse(input),
)
