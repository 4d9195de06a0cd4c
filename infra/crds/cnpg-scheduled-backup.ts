/** `ScheduledBackup` of CloudNativePG, by the barman plugin: the built-in way is gone in 1.31. */
export const cnpgScheduledBackup = { apiVersion: 'postgresql.cnpg.io/v1', kind: 'ScheduledBackup' } as const

export interface CnpgScheduledBackupSpec {
  readonly cluster: { readonly name: string }
  /** Six fields, seconds first (robfig/cron). */
  readonly schedule: string
  readonly backupOwnerReference: 'self'
  readonly method: 'plugin'
  readonly pluginConfiguration: { readonly name: string }
  /** Whether the first backup is taken at once. */
  readonly immediate: boolean
}
