import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { diagnostics } from '../../../infra/local/engine/engine.ts'
import { beginAnew, checkpointFile, markWhole, wasCutOffAtFirst } from '../../../infra/local/engine/first-update.ts'
import { layoutOf } from '../../../infra/local/layout.ts'

describe('what is shown of a failed pulumi command', () => {
  it('is the diagnostics, without the tree and the outputs', () => {
    const stdout = [
      'Updating (local):',
      ' +  keycloak:index:Realm realm creating',
      'Diagnostics:',
      '  keycloak:index:Realm (realm):',
      '',
      '    error: 403 Forbidden',
      '',
      'Resources:',
      '    1 errored',
    ].join('\n')
    expect(diagnostics({ stdout, stderr: '' })).toBe('  keycloak:index:Realm (realm):\n    error: 403 Forbidden')
  })

  it('is the end of the output when there are none', () => {
    expect(diagnostics({ stdout: '', stderr: 'error: no stack named local\n' })).toBe('error: no stack named local')
  })
})

describe('a first update', () => {
  const pending = (operations: unknown[]) =>
    JSON.stringify({ version: 3, checkpoint: { latest: { resources: [], pending_operations: operations } } })

  function layoutWith(content: string | undefined) {
    const layout = layoutOf(mkdtempSync(path.join(tmpdir(), 'gatehouse-update-')))
    mkdirSync(path.dirname(checkpointFile(layout)), { recursive: true })
    if (content !== undefined) writeFileSync(checkpointFile(layout), content)
    return layout
  }

  it.each([
    ['operations are pending', pending([{ type: 'creating' }]), true],
    ['none is pending', pending([]), false],
    ['the file says nothing of them', JSON.stringify({ checkpoint: { latest: {} } }), false],
    ['the file is damaged', '{', false],
    ['there is no stack', undefined, false],
  ])('was cut off when %s', (_name, content, expected) => {
    expect(wasCutOffAtFirst(layoutWith(content))).toBe(expected)
  })

  it('that was whole once is never begun anew', async () => {
    const layout = layoutWith(pending([{ type: 'creating' }]))
    await markWhole(layout)
    expect(wasCutOffAtFirst(layout)).toBe(false)
  })

  it('is no longer cut off once it is begun anew', async () => {
    const layout = layoutWith(pending([{ type: 'creating' }]))
    await beginAnew(layout)
    expect(wasCutOffAtFirst(layout)).toBe(false)
  })
})
