import { loopback } from '../loopback.ts'
import { type CommonValues, commonValues } from './common.ts'
import { commonKeys } from './common-keys.ts'
import type { ReleaseFacts } from './facts.ts'
import { type KeysOf, knownValues } from './known-keys.ts'
import { ownHosts } from './own-hosts.ts'

/** Values of chart 1.11.5 (MLflow 3.15.1). */
export interface Values1115<T> extends CommonValues<T> {
  readonly serverHost: string
  readonly serverAllowedHosts: readonly string[]
  readonly log: { readonly enabled: true; readonly level: 'info' }
  readonly revisionHistoryLimit: number
  readonly priorityClassName?: string
  readonly oidcAuth: { readonly enabled: false }
  readonly oauth2Proxy: { readonly enabled: false }
  readonly minio: { readonly enabled: false }
}

const keys1115 = {
  ...commonKeys,
  serverHost: true,
  serverAllowedHosts: true,
  log: { enabled: true, level: true },
  revisionHistoryLimit: true,
  priorityClassName: true,
  oidcAuth: { enabled: true },
  oauth2Proxy: { enabled: true },
  minio: { enabled: true },
} as const satisfies KeysOf<Values1115<unknown>>

export function values1115<T>(facts: ReleaseFacts<T>): Values1115<T> {
  const { allowedHosts, priorityClassName } = facts.settings
  return knownValues<Values1115<T>>(
    '1.11.5',
    {
      ...commonValues(facts),
      serverHost: loopback,
      serverAllowedHosts: allowedHosts.length === 0 ? [] : ownHosts(allowedHosts),
      log: { enabled: true, level: 'info' },
      revisionHistoryLimit: 5,
      ...(priorityClassName === undefined ? {} : { priorityClassName }),
      oidcAuth: { enabled: false },
      oauth2Proxy: { enabled: false },
      minio: { enabled: false },
    },
    keys1115,
  )
}
