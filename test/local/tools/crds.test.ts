import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { silent } from '../../../infra/local/progress.ts'
import { crdModules, type CrdModule } from '../../../infra/local/tools/crd-modules.ts'
import { getCrds } from '../../../infra/local/tools/crds.ts'
import type { Toolbox } from '../../../infra/local/tools/toolbox.ts'

const yaml = `apiVersion: v1
kind: Namespace
metadata: { name: other }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.org }
spec: { group: example.org }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: unwanted.example.org }
`
const wanted: CrdModule = {
  module: 'example.org/things',
  version: 'v1.0.0',
  sum: 'h1:right',
  files: ['crds.yaml'],
  names: ['things.example.org'],
}

/** A `go` that has downloaded the module, or tells why not. */
function toolsWith(answer: object, exit = 0): Toolbox {
  const folder = mkdtempSync(path.join(tmpdir(), 'gatehouse-crds-'))
  writeFileSync(path.join(folder, 'crds.yaml'), yaml)
  const text = JSON.stringify({ Dir: folder, ...answer })
  writeFileSync(path.join(folder, 'go'), `#!/bin/sh\necho '${text}'\nexit ${exit}\n`, { mode: 0o755 })
  return {
    cacheDir: path.join(folder, 'cache'),
    reach: { pulumi: false, github: false, minio: false },
    report: silent,
    signal: new AbortController().signal,
    env: { PATH: `${folder}${path.delimiter}${process.env['PATH']}` },
  }
}
const get = async (tools: Toolbox, module = wanted) => await getCrds(tools, silent.step('definitions'), [module])

describe('the definitions of custom resources', () => {
  it('are the wanted ones of the pinned module', async () => {
    const tools = toolsWith({ Sum: 'h1:right' })
    expect((await get(tools)).map(({ metadata }) => metadata.name)).toEqual(['things.example.org'])
  })

  it.each([
    ['whose content is another', { Sum: 'h1:wrong' }, 0, wanted, /has the sum h1:wrong, and h1:right is the one/],
    ['that cannot be had', { Dir: undefined, Error: 'no such host' }, 1, wanted, /no such host/],
    [
      'that does not have them',
      { Sum: 'h1:right' },
      0,
      { ...wanted, names: ['gone.example.org'] },
      /crds\.yaml have no gone\.example\.org/,
    ],
  ])('are refused from a module %s', async (_name, answer, exit, module, message) => {
    await expect(get(toolsWith(answer, exit), module)).rejects.toThrow(message)
  })
})

it('are pinned for every module by a sum', () => {
  expect(crdModules.map(({ sum }) => sum)).toEqual(crdModules.map(() => expect.stringMatching(/^h1:[\w+/]{43}=$/)))
})
