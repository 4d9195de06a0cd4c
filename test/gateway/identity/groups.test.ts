import { expect, it } from 'vitest'
import { groupsOf } from '../../../gateway/src/identity/groups.ts'

it.each<[string, Record<string, unknown>, string, readonly string[] | undefined]>([
  ['a list', { groups: ['a', 'b'] }, 'groups', ['a', 'b']],
  ['one string', { groups: 'a' }, 'groups', ['a']],
  ['no such claim', {}, 'groups', undefined],
  ['a claim of another shape holds none', { groups: { a: true } }, 'groups', []],
  ['things that are no strings are left out', { groups: ['a', 1, null, ['b']] }, 'groups', ['a']],
  ['a path into objects', { resource_access: { mlflow: { roles: ['r'] } } }, 'resource_access.mlflow.roles', ['r']],
  ['a name that holds dots, as a URL does', { 'https://x.example/groups': ['a'] }, 'https://x.example/groups', ['a']],
  ['nothing inherited', {}, 'constructor.name', undefined],
])('%s', (_name, claims, attribute, expected) => {
  expect(groupsOf(claims, attribute)).toEqual(expected)
})
