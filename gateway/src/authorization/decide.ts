import type { Refusal } from './refused-routes.ts'

/** What the decision needs to know of who asks. */
export type Subject = Readonly<{ groups: readonly string[]; credential: 'session' | 'bearer' }>

/** The groups that open the door; a member of either kind gets in. */
export type Entry = Readonly<{ users: readonly string[]; administrators: readonly string[] }>

export type DenyReason = 'unauthenticated' | 'group-missing' | 'route-refused' | 'bearer-only'

export type Decision =
  Readonly<{ effect: 'allow'; reason: 'administrator' | 'user' }> | Readonly<{ effect: 'deny'; reason: DenyReason }>

export type Question = Readonly<{ subject: Subject | undefined; entry: Entry; refusal: Refusal | undefined }>

const deny = (reason: DenyReason): Decision => ({ effect: 'deny', reason })

/** Who may send this request on to MLflow. Everything it needs is in the question. */
export function decide({ subject, entry, refusal }: Question): Decision {
  if (subject === undefined) return deny('unauthenticated')
  const role = roleOf(subject.groups, entry)
  if (role === undefined) return deny('group-missing')
  if (refusal === 'always') return deny('route-refused')
  if (refusal === 'unless-bearer' && subject.credential !== 'bearer') return deny('bearer-only')
  return { effect: 'allow', reason: role }
}

/** The stronger of the roles that the groups give, or none. */
export function roleOf(groups: readonly string[], entry: Entry): 'administrator' | 'user' | undefined {
  const held = new Set(groups.map(plain))
  if (entry.administrators.some((group) => held.has(plain(group)))) return 'administrator'
  if (entry.users.some((group) => held.has(plain(group)))) return 'user'
  return undefined
}

/** Keycloak's mapper may write a top-level group as a full path: `/mlflow-users` is `mlflow-users`. */
function plain(group: string): string {
  return group.startsWith('/') ? group.slice(1) : group
}
