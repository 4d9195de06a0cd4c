import { describe, expect, it } from 'vitest'
import { exampleConfiguration, recordStack } from './recorded-stack.ts'

const productionOf = (): Record<string, string> => ({
  ...exampleConfiguration('dev'),
  'gatehouse:environment': 'production',
  'gatehouse:keycloak': JSON.stringify({ url: 'https://keycloak.example.com' }),
})

const dataTypes = [
  'keycloak:index/realm:Realm',
  'postgresql:index/role:Role',
  'postgresql:index/database:Database',
  'minio:index/s3bucket:S3Bucket',
  'minio:index/s3Bucket:S3Bucket',
  'random:index/randomBytes:RandomBytes',
]

describe('data', () => {
  it('is protected outside development stacks: realm, databases, roles, bucket and encryption keys', async () => {
    const { resources } = await recordStack('production', productionOf())
    const data = resources.filter(({ type }) => dataTypes.includes(type))
    expect(data.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['keycloak:index/realm:Realm', 'postgresql:index/database:Database']),
    )
    expect(data.filter(({ protect }) => !protect)).toEqual([])
  })

  it('may be destroyed in a development stack', async () => {
    const { resources } = await recordStack('local')
    expect(resources.filter(({ protect }) => protect)).toEqual([])
  })
})

describe.each(['local', 'dev', 'staging', 'prod'])('every resource of stack %s', (stack) => {
  it('has a parent, and an explicit provider that the program declared', async () => {
    const { resources } = await recordStack(stack)
    for (const { type, name, parent, provider } of resources) {
      if (name === 'gatehouse') continue
      expect(parent, `${type} ${name}`).toBeDefined()
      if (/^(gatehouse|pulumi):/.test(type)) continue
      const [pkg] = type.split(':')
      expect(provider, `${type} ${name}`).toMatch(new RegExp(`^${pkg}::`))
    }
  })

  it('in the realm is deleted with the realm where the stack owns it', async () => {
    const { resources } = await recordStack(stack)
    const owned = resources.some(({ type }) => type === 'keycloak:index/realm:Realm')
    const inRealm = resources.filter(
      ({ type }) => type.startsWith('keycloak:') && type !== 'keycloak:index/realm:Realm',
    )
    expect(inRealm.length).toBeGreaterThan(0)
    for (const { name, deletedWith } of inRealm) expect(deletedWith, name).toBe(owned ? 'identity-realm' : undefined)
  })
})
