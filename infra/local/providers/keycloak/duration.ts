const UNITS = { h: 3600, m: 60, s: 1 } as const

/** Seconds of a Go duration in whole seconds: "5m", "1h30m", "0s". */
export function secondsOf(duration: string): number {
  if (duration === '0') return 0
  if (!/^(?:\d+[hms])+$/.test(duration)) {
    throw new TypeError(`must be a duration like "30s", "5m" or "1h30m", not ${JSON.stringify(duration)}`)
  }
  const inUnit = (unit: keyof typeof UNITS) =>
    [...duration.matchAll(new RegExp(`(\\d+)${unit}`, 'g'))].reduce(
      (sum, [, count]) => sum + Number(count) * UNITS[unit],
      0,
    )
  return inUnit('h') + inUnit('m') + inUnit('s')
}

/** As Go prints it: "5m0s", "10h0m0s", "30s". */
export function durationOf(seconds: number): string {
  const hours = Math.floor(seconds / UNITS.h)
  const minutes = Math.floor((seconds % UNITS.h) / UNITS.m)
  const rest = `${seconds % UNITS.m}s`
  if (hours > 0) return `${hours}h${minutes}m${rest}`
  return minutes > 0 ? `${minutes}m${rest}` : rest
}

/** The one spelling of a duration: "5m" and "300s" become "5m0s". */
export function canonicalDuration(duration: string): string {
  return durationOf(secondsOf(duration))
}
