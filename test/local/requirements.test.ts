import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { silent } from '../../infra/local/progress.ts'
import { checkMachine, olderThan } from '../../infra/local/requirements.ts'
import { accountOf } from '../../infra/local/servers/account.ts'

const needs = { go: true, maven: true, cold: true, folders: [tmpdir()] }
const options = (env: NodeJS.ProcessEnv) => ({ env, signal: new AbortController().signal, report: silent })

describe('checking the machine', () => {
  it('tells everything that is missing at once, each with what to do', async () => {
    // A PATH without anything, apt-get included, so that nothing is installed.
    const env = { PATH: mkdtempSync(`${tmpdir()}/gatehouse-empty-`), GATEHOUSE_MIN_FREE_GIB: '1000000' }
    const { problems } = await checkMachine(needs, options(env))
    expect(problems.map(({ tried }) => tried)).toEqual([
      expect.stringContaining('Java 17'),
      expect.stringContaining('Python 3.10'),
      expect.stringContaining('Go 1.26'),
      expect.stringContaining('Maven'),
      expect.stringContaining('tar'),
      expect.stringContaining('1000000 GiB of room'),
    ])
    for (const { remedy } of problems) expect(remedy).not.toBe('')
  })

  it('asks for a compiler only when something has to be compiled', async () => {
    const env = { PATH: mkdtempSync(`${tmpdir()}/gatehouse-empty-`), GATEHOUSE_MIN_FREE_GIB: '0' }
    const { problems } = await checkMachine({ ...needs, go: false, maven: false, cold: false }, options(env))
    expect(problems.map(({ tried }) => tried)).toEqual([
      expect.stringContaining('Java'),
      expect.stringContaining('Python'),
    ])
  })

  it.each([
    ['openjdk version "17.0.15" 2025-04-15', /version "(\d+)/, [17], undefined],
    ['openjdk version "21"', /version "(\d+)/, [17], undefined],
    ['openjdk version "11.0.2"', /version "(\d+)/, [17], 'it is version 11'],
    ['java version "1.8.0_202"', /version "(\d+)/, [17], 'it is version 1'],
    ['Python 3.9', /Python (\d+)\.(\d+)/, [3, 10], 'it is version 3.9'],
    ['Python 3.14', /Python (\d+)\.(\d+)/, [3, 10], undefined],
    ['something else', /Python (\d+)/, [3], 'its version is not in its answer: something else'],
  ])('judges %s', (answer, pattern, wanted, expected) => expect(olderThan(answer, pattern, wanted)).toBe(expected))
})

describe('the account for PostgreSQL', () => {
  it.each([
    ['root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:\npostgres:x:101:104::/:', { uid: 101, gid: 104 }],
    ['root:x:0:0::/root:/bin/sh\nnobody:x:65534:65533::/:', { uid: 65_534, gid: 65_533 }],
    ['root:x:0:0::/root:/bin/sh', undefined],
  ])('is postgres, else nobody', (passwd, account) => expect(accountOf(passwd)).toEqual(account))
})
