import type { ReleaseFacts } from './facts.ts'
import { type Values180, values180 } from './values-1.8.0.ts'
import { type Values1115, values1115 } from './values-1.11.5.ts'

/** The values of the release, for the chart version that the stack names. */
export function releaseValues<T>(facts: ReleaseFacts<T>): Values180<T> | Values1115<T> {
  switch (facts.settings.chart.version) {
    case '1.8.0':
      return values180(facts)
    case '1.11.5':
      return values1115(facts)
  }
}
