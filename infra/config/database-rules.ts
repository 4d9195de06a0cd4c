import type { CnpgSettings, DatabaseSettings, ExternalDatabaseSettings } from './databases.ts'
import type { Problem } from './rules.ts'
import type { StackSettings } from './schema.ts'

type Environment = StackSettings['environment']

/** What an existing Cluster's owner decides, and why it can't be had from here. */
const ownersBusiness = {
  backups:
    'remove it: the owner of an existing Cluster declares its backups (the archiver is a setting of the Cluster)',
  pooler:
    "remove it: the server certificate of an existing Cluster doesn't name a pooler of ours, so TLS to it can't be verified",
  monitoring: 'remove it: the owner of an existing Cluster declares its PodMonitor',
} as const

/** Rules of the databases with each other, with the environment and with the stack's own namespace. */
export function databaseProblems(
  databases: DatabaseSettings,
  environment: Environment,
  namespace: string | undefined,
): Problem[] {
  return [
    ...(databases.mlflowDatabase === databases.gatewayDatabase
      ? [
          problem(
            'databases.gatewayDatabase',
            databases.gatewayDatabase,
            'choose another name: this one is taken in the same stack',
          ),
        ]
      : []),
    ...(databases.mode === 'external'
      ? externalProblems(databases, environment)
      : cnpgProblems(databases, environment, namespace)),
  ]
}

function externalProblems({ sslMode }: ExternalDatabaseSettings, environment: Environment): Problem[] {
  return sslMode !== 'disable' || environment === 'development'
    ? []
    : [problem('databases.sslMode', sslMode, 'use verify-full outside development stacks')]
}

function cnpgProblems(settings: CnpgSettings, environment: Environment, namespace: string | undefined): Problem[] {
  const { cluster, roleMode, backups } = settings
  const problems: Problem[] = nameProblems(settings)
  if (cluster.namespace !== undefined && cluster.namespace !== namespace && cluster.caSecretName === undefined)
    problems.push({
      key: 'databases.cluster.caSecretName',
      remedy: `name the Secret in the stack's namespace that holds a copy of ca.crt of ${cluster.namespace}/${cluster.name}-ca (trust-manager or a reflector keeps one): pods can't mount a Secret of another namespace`,
    })
  if (cluster.manage === 'existing') {
    if (roleMode === 'managed')
      problems.push(
        problem(
          'databases.roleMode',
          roleMode,
          "use databaseRole (operator 1.30): managed roles stand inside the Cluster, and an existing Cluster is its owner's",
        ),
      )
    for (const [key, remedy] of Object.entries(ownersBusiness)) {
      const value = Object.getOwnPropertyDescriptor(settings, key)?.value
      if (value !== undefined && value !== false) problems.push(problem(`databases.${key}`, value, remedy))
    }
  } else if (environment === 'production' && backups === undefined)
    problems.push({
      key: 'databases.backups',
      remedy: 'is missing: a production stack that owns its cluster needs backups',
    })
  return problems
}

const keptNames = /^(pg_.*|cnpg_.*|postgres|streaming_replica|template0|template1)$/

/** What the operator would refuse only after the rest of the stack is there. */
function nameProblems({ mlflowDatabase, gatewayDatabase }: CnpgSettings): Problem[] {
  return Object.entries({ mlflowDatabase, gatewayDatabase }).flatMap(([name, value]) => {
    const key = `databases.${name}`
    if (keptNames.test(value))
      return [problem(key, value, 'choose another name: PostgreSQL or the operator keeps this one')]
    return /^_|_$/.test(value)
      ? [problem(key, value, 'begin and end with a letter or a digit: objects of the cluster are named after it')]
      : []
  })
}

const problem = (key: string, value: unknown, remedy: string): Problem => ({
  key,
  value: JSON.stringify(value),
  remedy,
})
