import type { z } from 'zod'
import { clusterProblems } from './cluster-rules.ts'
import { databaseProblems } from './database-rules.ts'
import { stackSettings, type StackSettings } from './schema.ts'

/** One thing that is wrong with the stack's configuration and what to do about it. */
export interface Problem {
  /** Path of the setting inside the `gatehouse` namespace, for example `databases.sslMode`. */
  readonly key: string
  /** What stands there now, as JSON; left out for credentials and for settings that are missing. */
  readonly value?: string
  readonly remedy: string
}

/** Takes the decoded settings as they stand in the stack file. */
type Rule = (plain: Readonly<Record<string, unknown>>) => Problem[]

/** A rule between settings. It is asked when the settings that it needs are well-formed, whatever the others are. */
function rule<S extends z.ZodObject>(needs: S, problems: (settings: z.output<S>) => Problem[]): Rule {
  return (plain) => {
    const present = Object.keys(needs.shape).filter((key) => Object.hasOwn(plain, key))
    const wellFormed = needs.safeParse(Object.fromEntries(present.map((key) => [key, plain[key]])))
    return wellFormed.success ? problems(wellFormed.data) : []
  }
}

const problem = (key: string, value: unknown, remedy: string): Problem => ({
  key,
  value: JSON.stringify(value),
  remedy,
})
const isHttps = (url: string) => url.startsWith('https://')
const isLoopback = (url: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname)
const inUseTwice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index)
const unique = (key: string, names: readonly string[]) =>
  inUseTwice(names).map((name) => problem(key, name, 'choose another name: this one is taken in the same stack'))
const memberships = (
  key: string,
  groups: StackSettings['groups'],
  members: readonly { groups: readonly string[] }[],
) => {
  const known = [...groups.users, ...groups.administrators]
  return members.flatMap((member, index) =>
    member.groups
      .filter((name) => !known.includes(name))
      .map((name) => problem(`${key}.${index}.groups`, name, `name one of: ${known.join(', ')}`)),
  )
}

export const rules: readonly Rule[] = [
  rule(stackSettings.pick({ environment: true, publicUrl: true }), ({ environment, publicUrl }) =>
    isHttps(publicUrl) || (environment === 'development' && isLoopback(publicUrl))
      ? []
      : [problem('publicUrl', publicUrl, 'use https; plain http is for a loopback address of a development stack')],
  ),
  rule(stackSettings.pick({ environment: true, keycloak: true }), ({ environment, keycloak }) =>
    keycloak === undefined || isHttps(keycloak.url) || environment === 'development'
      ? []
      : [problem('keycloak.url', keycloak.url, 'use https outside development stacks')],
  ),
  rule(stackSettings.pick({ environment: true, artifacts: true }), ({ environment, artifacts }) =>
    artifacts.tls || environment === 'development'
      ? []
      : [problem('artifacts.tls', artifacts.tls, 'use TLS outside development stacks')],
  ),
  rule(stackSettings.pick({ environment: true, testUsers: true }), ({ environment, testUsers }) =>
    environment === 'development' || testUsers.length === 0
      ? []
      : [
          problem(
            'testUsers',
            testUsers.map(({ username }) => username),
            'remove them: test users exist in development stacks only',
          ),
        ],
  ),
  rule(stackSettings.pick({ groups: true }), ({ groups }) => [
    ...unique('groups.users', groups.users),
    ...unique('groups.administrators', groups.administrators),
    ...groups.administrators
      .filter((name) => groups.users.includes(name))
      .map((name) =>
        problem('groups.administrators', name, 'a group is for users or for administrators: name it in one list'),
      ),
  ]),
  rule(stackSettings.pick({ groups: true, serviceClients: true }), ({ groups, serviceClients }) =>
    memberships('serviceClients', groups, serviceClients),
  ),
  rule(stackSettings.pick({ groups: true, testUsers: true }), ({ groups, testUsers }) =>
    memberships('testUsers', groups, testUsers),
  ),
  rule(stackSettings.pick({ keycloak: true, serviceClients: true }), ({ keycloak, serviceClients }) =>
    unique('serviceClients', [keycloak?.gatewayClientId ?? '', ...serviceClients.map(({ name }) => name)]),
  ),
  rule(stackSettings.pick({ testUsers: true }), ({ testUsers }) =>
    unique(
      'testUsers',
      testUsers.map(({ username }) => username),
    ),
  ),
  rule(stackSettings.pick({ keycloak: true, externalIssuer: true }), ({ keycloak, externalIssuer }) => {
    if ((keycloak === undefined) !== (externalIssuer === undefined)) return []
    const given = keycloak === undefined ? 'neither is set' : 'both are set'
    return [{ key: 'keycloak', remedy: `set either keycloak or externalIssuer; ${given}` }]
  }),
  rule(
    stackSettings.pick({ externalIssuer: true, serviceClients: true, testUsers: true }),
    ({ externalIssuer, serviceClients, testUsers }) => {
      if (externalIssuer === undefined) return []
      const remedy = 'remove them: clients and users of an external issuer are made there'
      const names = {
        serviceClients: serviceClients.map(({ name }) => name),
        testUsers: testUsers.map(({ username }) => username),
      }
      return Object.entries(names).flatMap(([key, of]) => (of.length === 0 ? [] : [problem(key, of, remedy)]))
    },
  ),
  rule(stackSettings.pick({ keycloak: true, groups: true }), ({ keycloak, groups }) => {
    const members = [
      ...(keycloak?.brokers ?? []).map(({ groups: of }) => of.map(({ group }) => group)),
      ...(keycloak?.authorization?.rules ?? []).map(({ groups: of }) => of),
    ]
    const known = [...groups.users, ...groups.administrators]
    return members
      .flat()
      .filter((name) => !known.includes(name))
      .map((name) => problem('keycloak', name, `a broker or rule names this group; name one of: ${known.join(', ')}`))
  }),
  rule(stackSettings.pick({ keycloak: true }), ({ keycloak }) =>
    unique(
      'keycloak.brokers',
      (keycloak?.brokers ?? []).map(({ alias }) => alias),
    ),
  ),
  rule(stackSettings.pick({ keycloak: true }), ({ keycloak }) => {
    const { resources = [], rules: of = [] } = keycloak?.authorization ?? {}
    const known = resources.flatMap(({ scopes }) => scopes)
    return of
      .flatMap(({ scopes }) => scopes)
      .filter((scope) => !known.includes(scope))
      .map((scope) =>
        problem('keycloak.authorization.rules', scope, `no resource has this scope; known are: ${known.join(', ')}`),
      )
  }),
  rule(
    stackSettings.pick({ environment: true, databases: true, cluster: true }),
    ({ environment, databases, cluster }) => [
      ...databaseProblems(databases, environment, cluster?.namespace),
      ...(databases.mode === 'cnpg' && cluster === undefined
        ? [problem('databases.mode', databases.mode, 'set cluster as well: CloudNativePG runs in one')]
        : []),
    ],
  ),
  rule(
    stackSettings.pick({ environment: true, cluster: true, gatewayInternalUrl: true, serviceClients: true }),
    ({ cluster, ...around }) => (cluster === undefined ? [] : clusterProblems(cluster, around)),
  ),
]
