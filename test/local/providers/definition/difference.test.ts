import { describe, expect, it } from 'vitest'
import { difference, type Change } from '../../../../infra/local/providers/definition/difference.ts'
import type { Properties } from '../../../../infra/local/providers/definition/property.ts'
import { Secret, UNKNOWN, type Values } from '../../../../infra/local/providers/plugin/value.ts'

const properties = {
  realm: { type: 'string', replaces: true },
  note: { type: 'string' },
  lifespan: { type: 'string', computed: true, canonical: (text) => text.toLowerCase() },
  count: { type: 'integer' },
  open: { type: 'boolean' },
  members: { type: 'set' },
  labels: { type: 'map' },
  password: { type: 'string', secret: true },
  initial: { type: 'string', createOnly: true },
  inner: { type: 'object', properties: { depth: { type: 'integer' }, width: { type: 'integer' } } },
  rules: { type: 'list', items: { id: { type: 'string' }, days: { type: 'integer' } } },
} as const satisfies Properties

describe('the difference between a state and inputs', () => {
  it.each<[string, Values, Values]>([
    ['the same', { note: 'a', count: 1 }, { note: 'a', count: 1 }],
    ['nothing and an empty value', { note: '', count: 0, open: false, members: [], labels: {} }, {}],
    ['the order of a set', { members: ['b', 'a'] }, { members: ['a', 'b', 'a'] }],
    ['another spelling', { lifespan: '5M' }, { lifespan: '5m' }],
    ["a server's own value that the program leaves to it", { lifespan: '1h' }, {}],
    ['the mark of a secret', { password: new Secret('x') }, { password: 'x' }],
    ['an input that applies on creation only', { initial: 'a' }, { initial: 'b' }],
    ['an absent object and one without values', {}, { inner: { depth: 0 } }],
    ['nothing inside a list', { rules: [{ id: 'a' }] }, { rules: [{ id: 'a', days: 0 }] }],
  ])('is none for %s', (_name, olds, news) => expect(difference(properties, olds, news)).toEqual([]))

  it.each<[string, Values, Values, Change]>([
    ['a change', { note: 'a' }, { note: 'b' }, { path: 'note', kind: 'update', replaces: false }],
    ['an addition', {}, { note: 'b' }, { path: 'note', kind: 'add', replaces: false }],
    ['a removal', { note: 'a' }, {}, { path: 'note', kind: 'delete', replaces: false }],
    ['what replaces', { realm: 'a' }, { realm: 'b' }, { path: 'realm', kind: 'update', replaces: true }],
    ['what is not known yet', { realm: 'a' }, { realm: UNKNOWN }, { path: 'realm', kind: 'update', replaces: true }],
    [
      'a list that holds an unknown',
      { members: ['a'] },
      { members: [UNKNOWN] },
      { path: 'members', kind: 'update', replaces: false },
    ],
    [
      'the inside of an object',
      { inner: { depth: 1, width: 2 } },
      { inner: { depth: 1, width: 3 } },
      { path: 'inner.width', kind: 'update', replaces: false },
    ],
    ['an object switched off', { inner: { depth: 1 } }, {}, { path: 'inner', kind: 'delete', replaces: false }],
    [
      'the order of a list',
      { rules: [{ id: 'a' }, { id: 'b' }] },
      { rules: [{ id: 'b' }, { id: 'a' }] },
      { path: 'rules', kind: 'update', replaces: false },
    ],
    [
      'a secret',
      { password: new Secret('x') },
      { password: new Secret('y') },
      { path: 'password', kind: 'update', replaces: false },
    ],
  ])('names %s', (_name, olds, news, change) => expect(difference(properties, olds, news)).toEqual([change]))
})
