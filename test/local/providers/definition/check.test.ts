import { describe, expect, it } from 'vitest'
import { check } from '../../../../infra/local/providers/definition/check.ts'
import type { Properties } from '../../../../infra/local/providers/definition/property.ts'
import { Secret, UNKNOWN, type Values } from '../../../../infra/local/providers/plugin/value.ts'

const inputs = {
  name: { type: 'string', required: true },
  kind: { type: 'string', values: ['small', 'large'] },
  count: { type: 'integer', default: 3, minimum: 0 },
  open: { type: 'boolean', default: false },
  labels: { type: 'map' },
  members: { type: 'set' },
  password: { type: 'string', secret: true },
  inner: { type: 'object', properties: { depth: { type: 'integer', default: 1 } } },
  rules: { type: 'list', items: { id: { type: 'string', required: true }, days: { type: 'integer', default: 7 } } },
} as const satisfies Properties
const target = { type: 'test:index:Thing', inputs }

describe('the check of inputs', () => {
  it('fills in defaults at every depth and marks what is secret', () => {
    const news = { name: 'a', password: 'hush', inner: {}, rules: [{ id: 'r' }] }
    expect(check(target, news)).toEqual({
      problems: [],
      inputs: {
        name: 'a',
        count: 3,
        open: false,
        password: new Secret('hush'),
        inner: { depth: 1 },
        rules: [{ id: 'r', days: 7 }],
      },
    })
  })

  it('keeps the mark of a value that came in as a secret', () => {
    expect(check(target, { name: new Secret('a') }).inputs['name']).toEqual(new Secret('a'))
  })

  it('takes what is not known yet for any type', () => {
    expect(
      check(target, { name: UNKNOWN, count: UNKNOWN, labels: UNKNOWN, inner: { depth: UNKNOWN } }).problems,
    ).toEqual([])
  })

  it.each<[string, Values, string]>([
    ['an unknown input', { name: 'a', size: 1 }, 'does not apply the input "size"; it applies: name, kind, count'],
    [
      'an unknown input inside',
      { name: 'a', inner: { width: 1 } },
      'does not apply the input "inner.width"; it applies: depth',
    ],
    ['a missing input', {}, 'requires "name"'],
    ['a missing input inside', { name: 'a', rules: [{}] }, 'requires "rules[0].id"'],
    ['a number for a text', { name: 1 }, '"name": must be a string, not a number'],
    ['a text for a number', { name: 'a', count: '1' }, '"count": must be a whole number, not a string'],
    ['a fraction', { name: 'a', count: 1.5 }, '"count": must be a whole number, not a number'],
    ['too small a number', { name: 'a', count: -1 }, '"count": must be at least 0'],
    ['a text for a flag', { name: 'a', open: 'yes' }, '"open": must be true or false, not a string'],
    ['a value that is not allowed', { name: 'a', kind: 'huge' }, '"kind": must be one of "small", "large"'],
    ['a list for a map', { name: 'a', labels: ['x'] }, '"labels": must be an object of strings, not a list'],
    ['a number in a map', { name: 'a', labels: { x: 1 } }, '"labels.x": must be a string, not a number'],
    ['a text for a set', { name: 'a', members: 'x' }, '"members": must be a list of strings, not a string'],
    [
      'a secret of a wrong type',
      { name: 'a', password: new Secret(12_345) },
      '"password": must be a string, not a number',
    ],
  ])('refuses %s', (_name, news, reason) => {
    const { problems } = check(target, news)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.reason).toContain(reason)
    expect(problems[0]?.reason).not.toContain('12345')
  })

  it('tells all problems at once', () => {
    expect(check(target, { size: 1, open: 2 }).problems.map(({ property }) => property)).toEqual([
      'size',
      'name',
      'open',
    ])
  })

  it('asks for rules between inputs only once each is right and all are known', () => {
    const strict = { ...target, verify: () => [{ property: 'name', reason: 'never right' }] }
    expect(check(strict, { name: 'a' }).problems).toEqual([{ property: 'name', reason: 'never right' }])
    expect(check(strict, { name: UNKNOWN }).problems).toEqual([])
    expect(check(strict, { name: 1 }).problems).toHaveLength(1)
  })
})
