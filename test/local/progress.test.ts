import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import { reportTo } from '../../infra/local/progress.ts'

function recorder(isTTY: boolean) {
  let text = ''
  let time = 0
  const stream = { isTTY, columns: 80, write: (chunk: string) => (text += chunk) }
  return { report: reportTo(stream, () => time), read: () => text, at: (ms: number) => (time = ms) }
}

describe('progress in a log', () => {
  it('writes a line when a part starts something and when it ends, with the elapsed time', () => {
    const { report, read, at } = recorder(false)
    const step = report.step('keycloak')
    step.phase('downloading')
    step.detail('50 %')
    step.phase('downloading')
    at(61_250)
    step.phase('starting')
    at(70_000)
    step.done('ready')
    expect(read()).toBe(
      [
        '· keycloak          0.0 s  downloading',
        '· keycloak         61.3 s  starting',
        '✓ keycloak         70.0 s  ready',
        '',
      ].join('\n'),
    )
  })

  it('ends a part once', () => {
    const { report, read } = recorder(false)
    const step = report.step('minio')
    step.failed('stopped')
    step.done('ready')
    expect(read()).toBe('✗ minio             0.0 s  stopped\n')
  })
})

describe('progress on a terminal', () => {
  it('has one line for each part, drawn over what was there, and cut to the width', () => {
    const { report, read } = recorder(true)
    report.step('minio').phase('x'.repeat(200))
    report.step('keycloak').phase('starting')
    report.say('a word')
    report.close()
    const screen = read()
    expect(screen).toContain('a word\n')
    expect(screen).toContain('\u001B[2A\u001B[J')
    const longest = Math.max(
      ...stripVTControlCharacters(screen)
        .split('\n')
        .map((line) => line.length),
    )
    expect(longest).toBeLessThan(80)
  })
})
