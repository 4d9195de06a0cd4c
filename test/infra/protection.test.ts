import { describe, expect, it } from 'vitest'
import { exampleStacks, recordStack } from './recorded-stack.ts'

const dataTypes = [
  'keycloak:index/realm:Realm',
  'kubernetes:postgresql.cnpg.io/v1:Cluster',
  'kubernetes:postgresql.cnpg.io/v1:Database',
  'kubernetes:core/v1:Namespace',
  'minio:index/s3bucket:S3Bucket',
  'minio:index/s3Bucket:S3Bucket',
  'random:index/randomBytes:RandomBytes',
]

describe('data', () => {
  it('is protected outside development stacks: realm, databases, roles, bucket and encryption keys', async () => {
    const { resources } = await recordStack('prod')
    // Keys of checksums hold no data: with another key the pods roll once.
    const data = resources.filter(({ type, name }) => dataTypes.includes(type) && !name.endsWith('-checksum-key'))
    expect(data.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['keycloak:index/realm:Realm', 'kubernetes:postgresql.cnpg.io/v1:Cluster']),
    )
    expect(data.filter(({ protect }) => !protect)).toEqual([])
  })

  it('may be destroyed in a development stack', async () => {
    const { resources } = await recordStack('local')
    expect(resources.filter(({ protect }) => protect)).toEqual([])
  })
})

describe.each(exampleStacks)('every resource of stack %s', (stack) => {
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
