import * as random from '@pulumi/random'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startEngine, type Engine } from './engine.ts'

const program = (rotation: string) => async (): Promise<void> => {
  const keepers = { rotation }
  new random.RandomPassword('password', { length: 32, special: false, minUpper: 3, keepers })
  new random.RandomBytes('bytes', { length: 32, keepers })
}

const deployment = z.object({
  deployment: z.object({
    resources: z.array(z.object({ urn: z.string(), outputs: z.record(z.string(), z.unknown()).optional() })).optional(),
  }),
})

describe('the stand-in for random', () => {
  let engine: Engine
  /** The outputs in the state, by the name of the resource. */
  const outputs = async (): Promise<Record<string, Readonly<Record<string, unknown>> | undefined>> => {
    const { resources = [] } = deployment.parse(JSON.parse(await engine.state())).deployment
    return Object.fromEntries(resources.map((resource) => [resource.urn.split('::').at(-1), resource.outputs]))
  }

  beforeAll(async () => {
    engine = await startEngine()
  })
  afterAll(async () => await engine[Symbol.asyncDispose]())

  it('draws values that are secret in the state', async () => {
    expect(await engine.up(program('1'))).toMatchObject({ password: 'create', bytes: 'create' })
    const { password, bytes } = await outputs()
    const secret = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' }
    expect(password).toMatchObject({ length: 32, result: secret })
    expect(bytes).toMatchObject({ hex: secret, base64: secret })
  })

  it('keeps them as long as nothing changes', async () => {
    expect(await engine.up(program('1'))).toMatchObject({ password: 'same', bytes: 'same' })
  })

  it('draws new ones where the keepers change', async () => {
    expect(await engine.up(program('2'))).toMatchObject({ password: 'replace', bytes: 'replace' })
  })

  it('forgets them', async () => {
    await engine.destroy()
    expect(await outputs()).not.toHaveProperty('password')
  })
})
