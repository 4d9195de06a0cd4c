/** Seconds in a duration as the settings write it (`1h30m`). */
export function durationSeconds(text: string): number {
  const amount = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0)
  return amount('h') * 3600 + amount('m') * 60 + amount('s')
}
