import { CustomResource, ProviderResource } from '@pulumi/pulumi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEngine, type Engine } from './engine.ts'

const SECRET = '8675309'

/** Settings that pass; the check of a resource needs no server. */
const settings: Readonly<Record<string, Record<string, unknown>>> = {
  keycloak: { url: 'http://127.0.0.1:1', clientId: 'x', clientSecret: 'x' },
  postgresql: { host: '127.0.0.1', port: '1' },
  minio: { minioServer: '127.0.0.1:1', minioUser: 'x', minioPassword: 'x' },
  random: {},
}

class Provider extends ProviderResource {
  constructor(name: string, props: Record<string, unknown> = {}) {
    super(name, 'provider', { ...settings[name], ...props })
  }
}

/** A resource as a program may write it by mistake: of any type, with any inputs. */
class Mistake extends CustomResource {
  constructor(type: string, props: Record<string, unknown>) {
    super(type, 'mistake', props, { provider: new Provider(type.split(':')[0] ?? '') })
  }
}

describe('the stand-ins, asked for what they do not serve', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await startEngine()
  })
  afterAll(async () => await engine[Symbol.asyncDispose]())

  it.each<[string, string, Record<string, unknown>, string]>([
    [
      'an input they do not apply',
      'keycloak:index/realm:Realm',
      { realm: 'x', otpPolicy: { digits: 8 } },
      'the stand-in for keycloak:index/realm:Realm does not apply the input "otpPolicy"; it applies: realm, enabled',
    ],
    [
      'an input inside another that they do not apply',
      'minio:index/s3BucketVersioning:S3BucketVersioning',
      { bucket: 'x', versioningConfiguration: { status: 'Enabled', mfaDelete: true } },
      'does not apply the input "versioningConfiguration.mfaDelete"; it applies: status, excludedPrefixes',
    ],
    [
      'an input of a wrong type, without telling its value',
      'postgresql:index/role:Role',
      { name: 'x', password: Number(SECRET) },
      'postgresql:index/role:Role "password": must be a string, not a number',
    ],
    [
      'an input outside what is allowed',
      'keycloak:openid/client:Client',
      { realmId: 'x', clientId: 'x', accessType: 'SECRET' },
      '"accessType": must be one of "CONFIDENTIAL", "PUBLIC", "BEARER-ONLY"',
    ],
    [
      'without an input they need',
      'random:index/randomBytes:RandomBytes',
      { keepers: {} },
      'random:index/randomBytes:RandomBytes requires "length"',
    ],
    [
      'a duration that is none',
      'keycloak:index/realm:Realm',
      { realm: 'x', accessTokenLifespan: 'soon' },
      'must be a duration like "30s", "5m" or "1h30m", not "soon"',
    ],
    [
      'a resource type of the official provider that they do not serve',
      'keycloak:index/role:Role',
      { realmId: 'x', name: 'x' },
      'keycloak:index/role:Role is not served by the stand-in; it serves: keycloak:index/realm:Realm',
    ],
    [
      'a resource type that nobody serves',
      'postgresql:index/invented:Invented',
      {},
      'postgresql:index/invented:Invented is not served by the stand-in; it serves: postgresql:index/role:Role',
    ],
  ])('refuse %s', async (_name, type, props, message) => {
    const program = async (): Promise<void> => void new Mistake(type, props)
    const told = await engine.preview(program).catch(String)
    expect(told).toContain(message)
    expect(told).not.toContain(SECRET)
  })

  it('refuse a setting of the provider that they do not apply', async () => {
    const program = async (): Promise<void> => void new Provider('keycloak', { tlsInsecureSkipVerify: 'true' })
    await expect(engine.preview(program)).rejects.toThrow('does not apply the input "tlsInsecureSkipVerify"')
  })
})
