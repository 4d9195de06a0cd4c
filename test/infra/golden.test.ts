import { describe, expect, it } from 'vitest'
import { exampleStacks, recordStack } from './recorded-stack.ts'
import { isSecretEnvelope } from './recording.ts'

/**
 * A committed dump of every resource of each example stack: a change of the program shows as a change of these files,
 * without a server. Secrets are masked. `vitest -u` writes them anew.
 */
describe.each(exampleStacks)('the example stack %s', (stack) => {
  it('declares exactly the resources of its committed dump', async () => {
    const { resources, outputs } = await recordStack(stack)
    const dump = {
      resources: resources.toSorted((a, b) => `${a.type}::${a.name}`.localeCompare(`${b.type}::${b.name}`)),
      outputs: Object.fromEntries(
        Object.entries(outputs).map(([name, { value, secret }]) => [name, secret ? '[secret]' : value]),
      ),
    }
    await expect(`${JSON.stringify(dump, mask, 2)}\n`).toMatchFileSnapshot(`expected/${stack}.json`)
  })
})

const mask = (_key: string, value: unknown) => (isSecretEnvelope(value) ? '[secret]' : value)
