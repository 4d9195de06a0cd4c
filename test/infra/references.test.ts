import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { fields as gatewaySettings } from '../../gateway/src/config/schema.ts'
import { document, projectSettings } from '../../infra/config/document.ts'
import { documentOutputs, outputDescriptions } from '../../infra/output-reference.ts'
import { recordStack } from './recorded-stack.ts'

describe('references', () => {
  it('Pulumi.yaml lists the settings of the schema', () => {
    const project = parse(readFileSync(new URL('../../Pulumi.yaml', import.meta.url), 'utf8')) as { config: unknown }
    expect(project.config).toEqual(projectSettings())
  })

  it('the settings reference is the one that the schema prints', async () => {
    await expect(document()).toMatchFileSnapshot('../../infra/docs/configuration.md')
  })

  it('the outputs reference is the one that the program prints, and names each output once', async () => {
    await expect(documentOutputs()).toMatchFileSnapshot('../../infra/docs/outputs.md')
    const { outputs } = await recordStack('local')
    const described = Object.entries(outputDescriptions).map(([name, { secret }]) => [name, secret])
    expect(described.toSorted()).toEqual(
      Object.entries(outputs)
        .map(([name, { secret }]) => [name, secret])
        .toSorted(),
    )
  })
})

describe("the gateway's environment", () => {
  it('has only names that the gateway knows as settings', async () => {
    const { outputs } = await recordStack('local')
    const known = Object.keys(gatewaySettings)
    for (const name of Object.keys(outputs['gatewayEnvironment']?.value as object)) expect(known).toContain(name)
  })
})
