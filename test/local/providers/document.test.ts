import { expect, it } from 'vitest'
import { document } from '../../../infra/local/providers/document.ts'

it('is what infra/docs/stand-ins.md says', async () => {
  await expect(await document()).toMatchFileSnapshot('../../../infra/docs/stand-ins.md')
})
