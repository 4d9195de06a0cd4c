import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusalOf } from '../../../gateway/src/authorization/refused-routes.ts'
import { readTarget } from '../../../gateway/src/authorization/target.ts'

const artifacts = '/api/2.0/mlflow-artifacts/artifacts'

describe('readTarget', () => {
  it.each([
    ['/', '/', ''],
    [
      '/api/2.0/mlflow/experiments/get?experiment_id=1&x=%2F..',
      '/api/2.0/mlflow/experiments/get',
      'experiment_id=1&x=%2F..',
    ],
    ['/a%20b/%C3%A9', '/a b/é', ''],
    ['/x?', '/x', ''],
    ['/x?a?b', '/x', 'a?b'],
    [`${artifacts}/1/a%2Fb.txt`, `${artifacts}/1/a/b.txt`, ''],
    [`${artifacts}/1/100%25.txt`, `${artifacts}/1/100%.txt`, ''],
    [`${artifacts}/1/v1.0/model..bin`, `${artifacts}/1/v1.0/model..bin`, ''],
    [`${artifacts}/1/dir/`, `${artifacts}/1/dir/`, ''],
  ])('reads %s', (raw, path, query) => {
    expect(readTarget(raw)).toEqual({ path, query })
  })

  it('reads nothing that decodes to a climbing, empty or hidden segment', () => {
    const piece = fc.constantFrom(
      '/',
      '%2f',
      '%2F',
      '.',
      '..',
      '%2e',
      '%252e',
      '\\',
      '%5c',
      '%00',
      '%25',
      'a',
      '#',
      '//',
      '?',
      '%',
    )
    const start = fc.constantFrom('/', `${artifacts}/`, '/api/2.0/')
    const plain = fc.property(start, fc.array(piece, { maxLength: 8 }), (head, pieces) => {
      const target = readTarget(head + pieces.join(''))
      if (target === undefined) return true
      const segments = target.path.slice(1).split('/').slice(0, -1)
      return !segments.includes('') && !/(?:^|\/)\.{1,2}(?:\/|$)|\\/.test(target.path) && !target.path.includes('\0')
    })
    expect(fc.check(plain, { numRuns: 5_000 }).counterexample).toBeNull()
  })
})

describe('refusalOf', () => {
  it.each([
    ['/ajax-api/3.0/mlflow/assistant', 'always'],
    ['/ajax-api/3.0/mlflow/assistant/sessions/1/stream', 'always'],
    ['/ajax-api/3.0/mlflow/assistants', undefined],
    ['/signup', 'always'],
    ['/signup-page', undefined],
    ['/v1/traces', 'unless-bearer'],
    ['/v1/traces/', 'unless-bearer'],
    ['/v1/tracesx', undefined],
    ['/', undefined],
  ])('%s: %s', (path, refusal) => {
    expect(refusalOf(path)).toBe(refusal)
  })
})
