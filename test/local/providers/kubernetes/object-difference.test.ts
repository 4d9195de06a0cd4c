import { describe, expect, it } from 'vitest'
import { isWithin, objectChanges, pruned } from '../../../../infra/local/providers/kubernetes/object-difference.ts'
import { UNKNOWN } from '../../../../infra/local/providers/plugin/value.ts'

describe('what the inputs speak of', () => {
  it.each([
    ['keeps what they name', { a: 1 }, { a: 2 }, { a: 2 }],
    ['drops what the server added', { a: 1 }, { a: 1, uid: 'x' }, { a: 1 }],
    ['drops what the server added inside', { a: { b: 1 } }, { a: { b: 1, c: 2 } }, { a: { b: 1 } }],
    ['drops what the server added to an item', { a: [{ b: 1 }] }, { a: [{ b: 1, c: 2 }] }, { a: [{ b: 1 }] }],
    ['drops items that others appended', { a: ['x'] }, { a: ['x', 'y'] }, { a: ['x'] }],
    ['lacks what was taken away', { a: 1, b: 2 }, { a: 1 }, { a: 1 }],
    ['takes nothing for empty', { a: {}, b: [] }, {}, { a: {}, b: [] }],
  ])('%s', (_name, inputs, live, expected) => expect(pruned(live, inputs)).toEqual(expected))
})

describe('the difference', () => {
  it.each<[string, object, object, object[]]>([
    ['of equals is none', { a: [{ b: 1 }] }, { a: [{ b: 1 }] }, []],
    ['names what changed', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: 'a.b', kind: 'update' }]],
    ['names an item', { a: [1, 2] }, { a: [1, 3] }, [{ path: 'a[1]', kind: 'update' }]],
    ['of another length is the list', { a: [1] }, { a: [1, 2] }, [{ path: 'a', kind: 'update' }]],
    ['quotes what is no word', { a: {} }, { a: { 'b/c': 1 } }, [{ path: 'a["b/c"]', kind: 'add' }]],
    ['names what went', { a: 1 }, {}, [{ path: 'a', kind: 'delete' }]],
    ['takes what is not known yet for a change', { a: 1 }, { a: UNKNOWN }, [{ path: 'a', kind: 'update' }]],
  ])('%s', (_name, from, to, expected) => expect(objectChanges({ ...from }, { ...to })).toEqual(expected))
})

it.each([
  ['data', 'data', true],
  ['data.level', 'data', true],
  ['data["a.b"]', 'data', true],
  ['database', 'data', false],
  ['data', 'data.level', false],
])('%s is within %s: %s', (path, outer, expected) => expect(isWithin(path, outer)).toBe(expected))
