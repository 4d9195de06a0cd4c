import type { StackSettings } from './schema.ts'

/** One thing that is wrong with the stack's configuration and what to do about it. */
export interface Problem {
  /** Path of the setting inside the `gatehouse` namespace, for example `databases.sslMode`. */
  readonly key: string
  /** What stands there now, as JSON; left out for credentials and for settings that are missing. */
  readonly value?: string
  readonly remedy: string
}

type Rule = (settings: StackSettings) => Problem[]

const isHttps = (url: string) => url.startsWith('https://')
const isLoopback = (url: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
const problem = (key: string, value: unknown, remedy: string): Problem => ({
  key,
  value: JSON.stringify(value),
  remedy,
})

const onlyDevelopmentIsUnencrypted: Rule = ({ environment, publicUrl, keycloak, databases, artifacts }) => {
  const found: Problem[] = []
  if (!isHttps(publicUrl) && !(environment === 'development' && isLoopback(publicUrl)))
    found.push(
      problem('publicUrl', publicUrl, 'use https; plain http is for a loopback address of a development stack'),
    )
  if (environment === 'development') return found
  if (!isHttps(keycloak.url)) found.push(problem('keycloak.url', keycloak.url, 'use https outside development stacks'))
  if (databases.sslMode === 'disable')
    found.push(problem('databases.sslMode', databases.sslMode, 'use verify-full outside development stacks'))
  if (!artifacts.tls) found.push(problem('artifacts.tls', artifacts.tls, 'use TLS outside development stacks'))
  return found
}

const onlyDevelopmentHasTestUsers: Rule = ({ environment, testUsers }) =>
  environment !== 'development' && testUsers.length > 0
    ? [
        problem(
          'testUsers',
          testUsers.map(({ username }) => username),
          'remove them: test users exist in development stacks only',
        ),
      ]
    : []

const groupsAreDisjoint: Rule = ({ groups }) =>
  groups.administrators
    .filter((name) => groups.users.includes(name))
    .map((name) =>
      problem('groups.administrators', name, 'a group is either for users or for administrators; name it once'),
    )

const memberships: Rule = ({ groups, serviceClients, testUsers }) => {
  const known = new Set([...groups.users, ...groups.administrators])
  const members = [
    ...serviceClients.map(({ groups: of }, index) => ({ key: `serviceClients.${index}.groups`, of })),
    ...testUsers.map(({ groups: of }, index) => ({ key: `testUsers.${index}.groups`, of })),
  ]
  return members.flatMap(({ key, of }) =>
    of.filter((name) => !known.has(name)).map((name) => problem(key, name, `name one of: ${[...known].join(', ')}`)),
  )
}

const namesAreUnique: Rule = ({ keycloak, groups, serviceClients, testUsers, databases }) => {
  const lists = {
    'groups.users': groups.users,
    'groups.administrators': groups.administrators,
    serviceClients: [keycloak.gatewayClientId, ...serviceClients.map(({ name }) => name)],
    testUsers: testUsers.map(({ username }) => username),
    'databases.gatewayDatabase': [databases.mlflowDatabase, databases.gatewayDatabase],
  }
  return Object.entries(lists).flatMap(([key, names]) =>
    names
      .filter((name, index) => names.indexOf(name) !== index)
      .map((name) => problem(key, name, 'choose another name: this one is taken in the same stack')),
  )
}

/** Rules between settings. Each is asked, so that all that is wrong is told at once. */
export const rules: readonly Rule[] = [
  onlyDevelopmentIsUnencrypted,
  onlyDevelopmentHasTestUsers,
  groupsAreDisjoint,
  memberships,
  namesAreUnique,
]
