import { randomInt } from 'node:crypto'

const LOWER = 'abcdefghijklmnopqrstuvwxyz'
const UPPER = LOWER.toUpperCase()
const NUMERIC = '0123456789'
/** The official provider's default. */
const SPECIAL = '!@#$%&*()-_=+[]{}<>:?'

export interface Composition {
  readonly length: number
  readonly lower: boolean
  readonly upper: boolean
  readonly numeric: boolean
  readonly special: boolean
  readonly minLower: number
  readonly minUpper: number
  readonly minNumeric: number
  readonly minSpecial: number
  readonly overrideSpecial?: string | undefined
}

/**
 * A text of `length` characters, each class that is on at least as often as its minimum asks, in random order. Draws
 * without bias from the operating system's generator.
 */
export function randomText(composition: Composition): string {
  const special = composition.overrideSpecial ?? SPECIAL
  const classes = [
    { characters: LOWER, on: composition.lower, minimum: composition.minLower },
    { characters: UPPER, on: composition.upper, minimum: composition.minUpper },
    { characters: NUMERIC, on: composition.numeric, minimum: composition.minNumeric },
    { characters: special === '' ? SPECIAL : special, on: composition.special, minimum: composition.minSpecial },
  ]
  const demanded = classes.flatMap(({ characters, minimum }) => drawn(characters, minimum))
  const all = classes.map(({ characters, on }) => (on ? characters : '')).join('')
  return shuffled([...demanded, ...drawn(all, composition.length - demanded.length)]).join('')
}

function drawn(characters: string, count: number): string[] {
  return Array.from({ length: count }, () => characters.charAt(randomInt(characters.length)))
}

/** Fisher–Yates. */
function shuffled(characters: readonly string[]): string[] {
  const result = [...characters]
  for (let last = result.length - 1; last > 0; last--) {
    const other = randomInt(last + 1)
    const kept = result[last] ?? ''
    result[last] = result[other] ?? ''
    result[other] = kept
  }
  return result
}
