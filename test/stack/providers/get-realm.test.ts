import * as keycloak from '@pulumi/keycloak'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { startEngine, type Engine } from './engine.ts'

const { url, adminClientId: clientId, adminClientSecret: clientSecret } = inject('stack').keycloak

let engine: Engine
beforeAll(async () => {
  engine = await startEngine()
})
afterAll(async () => await engine[Symbol.asyncDispose]())

const lookUp = (realm: string, found: (result: keycloak.GetRealmResult) => void) => async (): Promise<void> => {
  const provider = new keycloak.Provider('keycloak', {
    url,
    realm: 'master',
    clientId,
    clientSecret,
    initialLogin: false,
    clientTimeout: 60,
  })
  keycloak.getRealmOutput({ realm }, { provider }).apply(found)
}

it('looks up a realm that somebody else manages', async () => {
  const found: keycloak.GetRealmResult[] = []
  await engine.preview(lookUp('master', (result) => void found.push(result)))
  expect(found).toMatchObject([{ id: 'master', realm: 'master', enabled: true, securityDefenses: [{ headers: [{}] }] }])
})

it('fails for a realm that does not exist', async () => {
  await expect(engine.preview(lookUp('nowhere', () => {}))).rejects.toThrow('the realm "nowhere" doesn\'t exist')
})
