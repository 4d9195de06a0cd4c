import { loopback } from '../loopback.ts'
import { type CommonValues, commonValues } from './common.ts'
import { commonKeys } from './common-keys.ts'
import type { ReleaseFacts } from './facts.ts'
import { type KeysOf, knownValues } from './known-keys.ts'
import { ownHosts } from './own-hosts.ts'

/** Values of chart 1.8.0 (MLflow 3.6.0). It has no `serverHost`, no `image.digest` and no `priorityClassName`. */
export interface Values180<T> extends CommonValues<T> {
  readonly log: { readonly enabled: false }
}

const keys180 = { ...commonKeys, log: { enabled: true } } as const satisfies KeysOf<Values180<unknown>>

export function values180<T>(facts: ReleaseFacts<T>): Values180<T> {
  const common = commonValues(facts)
  const { allowedHosts } = facts.settings
  return knownValues<Values180<T>>(
    '1.8.0',
    {
      ...common,
      // `--host=0.0.0.0` is fixed in the template; this one comes behind it, and click takes the last.
      extraArgs: { ...common.extraArgs, host: loopback },
      // Switched on, it adds `--gunicorn-opts`, and MLflow's Flask-only server has neither OTLP traces nor host checks.
      log: { enabled: false },
      extraEnvVars: {
        ...common.extraEnvVars,
        MLFLOW_CONFIGURE_LOGGING: 'true',
        MLFLOW_LOGGING_LEVEL: 'INFO',
        ...(allowedHosts.length === 0 ? {} : { MLFLOW_SERVER_ALLOWED_HOSTS: ownHosts(allowedHosts).join(',') }),
      },
    },
    keys180,
  )
}
