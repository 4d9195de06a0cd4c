import { isSecretEnvelope, type RecordedResource } from './recording.ts'

/** What mocks answer for a generated credential (recording.ts), and what tests give as a credential. */
const looksLikeCredential = /credential-|computed-(secret|password|bytes)-of-/

const withoutEnvelopes = (_key: string, value: unknown) => (isSecretEnvelope(value) ? '' : value)

/**
 * Objects of the cluster that would show a credential. Inside a Secret it has to be marked as secret for the engine; in
 * any other object it may not stand at all, marked or not: the cluster keeps those in clear text.
 */
export function clearTextCredentials(resources: readonly RecordedResource[]): string[] {
  return resources
    .filter(({ type }) => type.startsWith('kubernetes:'))
    .filter(({ type, name, inputs }) => {
      const text = JSON.stringify(inputs, type === 'kubernetes:core/v1:Secret' ? withoutEnvelopes : undefined)
      return looksLikeCredential.test(name) || looksLikeCredential.test(text)
    })
    .map(({ type, name }) => `${type} ${name}`)
}
