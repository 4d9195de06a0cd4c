import { member } from '../plan/member.ts'

/**
 * Credentials that a stack is given. They stay Pulumi secrets: no code reads their text. Which of them a stack needs
 * follows from its other settings.
 */
export interface SecretSetting {
  readonly description: string
  /** Asked with the decoded settings as they stand in the stack file, well-formed or not. */
  readonly needed: (plain: Readonly<Record<string, unknown>>) => boolean
  /** Whether it may be given although nothing needs it. */
  readonly optional?: (plain: Readonly<Record<string, unknown>>) => boolean
}

const isGiven = (value: unknown) =>
  value !== undefined && !(typeof value === 'object' && Object.keys(value ?? {}).length === 0)

const table = {
  keycloakAdminClientSecret: {
    description: 'Secret of `keycloak.adminClientId`.',
    needed: (plain) => isGiven(plain['keycloak']) || !isGiven(plain['externalIssuer']),
  },
  externalIssuerClientSecret: {
    description: 'Secret of `externalIssuer.clientId`.',
    needed: (plain) => isGiven(plain['externalIssuer']),
  },
  brokerClientSecrets: {
    description: 'JSON object: secret of each of `keycloak.brokers`, by alias.',
    needed: (plain) => isGiven(member(plain['keycloak'], 'brokers')),
  },
  databaseAdminPassword: {
    description: 'Password of `databases.adminUser`.',
    needed: (plain) => member(plain['databases'], 'mode') === 'external',
  },
  artifactsAdminPassword: {
    description: 'Secret key of `artifacts.adminUser`.',
    needed: (plain) => member(plain['artifacts'], 'mode') === 'minio',
  },
  artifactsSecretAccessKey: {
    description: 'Secret key of `artifacts.accessKeyId`.',
    needed: (plain) => member(plain['artifacts'], 'mode') === 's3',
  },
  redisUrl: {
    description:
      'Address of the session store, redis://… or rediss://…, where `cluster.sessions` names one that exists.',
    needed: (plain) => {
      const sessions = member(plain['cluster'], 'sessions')
      const inStore = member(member(plain['cluster'], 'credentials'), 'mode') === 'externalSecrets'
      return member(member(sessions, 'redis'), 'mode') === 'url' && !inStore
    },
  },
  registryPassword: {
    description: 'Password of `cluster.gatewayImage.username` at its registry.',
    needed: (plain) => isGiven(member(member(plain['cluster'], 'gatewayImage'), 'username')),
  },
  kubeconfig: {
    description: 'Kubeconfig with access to the cluster; the ambient one of `cluster.context` when left out.',
    needed: () => false,
    optional: (plain) => isGiven(plain['cluster']),
  },
} as const satisfies Record<string, SecretSetting>

export type SecretName = keyof typeof table

/** The credentials of a stack, by their key in the `gatehouse` namespace. */
export const secretSettings: Readonly<Record<SecretName, SecretSetting>> = table
