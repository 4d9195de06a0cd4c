import { describe, expect, it } from 'vitest'
import { clearTextCredentials } from './clear-text.ts'
import { exampleFile, exampleStacks, recordStack } from './recorded-stack.ts'
import { isSecretEnvelope } from './recording.ts'

/** Inputs that carry a credential, by resource type. Everything else is compared as plain text below. */
const credentialInputs: Record<string, readonly string[]> = {
  'pulumi:providers:keycloak': ['clientSecret'],
  'pulumi:providers:postgresql': ['password'],
  'pulumi:providers:minio': ['minioPassword'],
  'postgresql:index/role:Role': ['password'],
  'minio:index/iamUser:IamUser': ['secret'],
  'keycloak:index/user:User': ['initialPassword'],
}

const secretOutputs = [
  'gatewayClientSecret',
  'serviceClientSecrets',
  'testUserPasswords',
  'mlflowDatabaseUrl',
  'gatewayDatabaseUrl',
  'artifactsAccessKeyId',
  'artifactsSecretAccessKey',
  'gatewayEnvironment',
  'mlflowEnvironment',
]

/** A credential of the configuration or one that a server computed (see recorded-stack.ts). */
const looksLikeCredential = /credential-|computed-(secret|password|bytes)-of-/

describe('credentials', () => {
  it('reach the engine as secrets, each of them', async () => {
    const { resources } = await recordStack('local')
    for (const [type, names] of Object.entries(credentialInputs)) {
      const found = resources.filter((resource) => resource.type === type)
      expect(found.length, type).toBeGreaterThan(0)
      for (const { name, inputs } of found)
        for (const input of names) expect(containsSecret(inputs[input]), `${type} ${name}.${input}`).toBe(true)
    }
  })

  it.each(exampleStacks)('stand in clear text in no input of any resource of stack %s', async (stack) => {
    const { resources } = await recordStack(stack)
    for (const { type, name, inputs } of resources)
      expect(JSON.stringify(inputs, withoutSecrets), `${type} ${name}`).not.toMatch(looksLikeCredential)
    expect(clearTextCredentials(resources)).toEqual([])
  })

  it('are secret outputs, and nothing else is', async () => {
    const { outputs } = await recordStack('local')
    const secret = Object.entries(outputs).flatMap(([name, output]) => (output.secret ? [name] : []))
    expect(secret.toSorted()).toEqual(secretOutputs.toSorted())
    for (const [name, { value, secret: hidden }] of Object.entries(outputs))
      if (!hidden) expect(JSON.stringify(value), name).not.toMatch(looksLikeCredential)
  })

  it.each(exampleStacks)(
    'are generated, so that two stacks share none: the file of %s has no setting for one',
    (stack) => {
      for (const name of namesIn(exampleFile(stack))) expect(name).not.toMatch(/password$|secret$|token$/i)
    },
  )
})

function containsSecret(value: unknown): boolean {
  if (isSecretEnvelope(value)) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(containsSecret)
}

const withoutSecrets = (_key: string, value: unknown) => (isSecretEnvelope(value) ? '' : value)

/** Every name of a setting, at any depth. */
function namesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])
}
