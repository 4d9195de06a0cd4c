import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide, roleOf, type Decision, type Question } from '../../../gateway/src/authorization/decide.ts'

const entry = { users: ['mlflow-users', 'data-science'], administrators: ['mlflow-admins'] }
const alice = { groups: ['choir', 'mlflow-users'], credential: 'session' } as const
const ada = { groups: ['mlflow-admins'], credential: 'session' } as const
const mallory = { groups: ['choir'], credential: 'session' } as const
const exporter = { groups: ['data-science'], credential: 'bearer' } as const

const deny = (reason: Extract<Decision, { effect: 'deny' }>['reason']): Decision => ({ effect: 'deny', reason })
const allow = (reason: 'user' | 'administrator'): Decision => ({ effect: 'allow', reason })

describe('decide', () => {
  it.each<[string, Question['subject'], Question['refusal'], Decision]>([
    ['nobody is signed in', undefined, undefined, deny('unauthenticated')],
    ['nobody is signed in, on a refused route', undefined, 'always', deny('unauthenticated')],
    ['a member of a user group', alice, undefined, allow('user')],
    ['a member of an administrator group only', ada, undefined, allow('administrator')],
    ['a member of no group', mallory, undefined, deny('group-missing')],
    ['a member of no group learns nothing of routes', mallory, 'always', deny('group-missing')],
    ['an administrator on a refused route', ada, 'always', deny('route-refused')],
    ['a session where only tokens may go', alice, 'unless-bearer', deny('bearer-only')],
    ['a token where only tokens may go', exporter, 'unless-bearer', allow('user')],
    ['a token on a refused route', exporter, 'always', deny('route-refused')],
  ])('%s', (_name, subject, refusal, expected) => {
    expect(decide({ subject, entry, refusal })).toEqual(expected)
  })

  it('lets nobody in without one of the groups, whatever others they have', () => {
    const near = fc.constantFrom(
      'mlflow-user',
      'mlflow-users ',
      'MLFLOW-USERS',
      'x/mlflow-users',
      '//mlflow-users',
      'mlflow-admins2',
      '',
    )
    const outside = fc.property(
      fc.array(
        fc.oneof(
          near,
          fc.string().filter((name) => roleOf([name], entry) === undefined),
        ),
      ),
      (groups) => decide({ subject: { groups, credential: 'bearer' }, entry, refusal: undefined }).effect === 'deny',
    )
    expect(fc.check(outside).counterexample).toBeNull()
  })

  it("reads Keycloak's full path of a top-level group as its name", () => {
    expect(roleOf(['/mlflow-users'], entry)).toBe('user')
    expect(roleOf(['mlflow-users'], { ...entry, users: ['/mlflow-users'] })).toBe('user')
    expect(roleOf(['/sub/mlflow-users'], entry)).toBeUndefined()
  })
})
