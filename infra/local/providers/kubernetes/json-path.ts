import type { Plain } from '../definition/property.ts'
import { isArray, isObject } from './api.ts'

type Segment = { readonly name: string } | { readonly index: number } | 'all'

const SEGMENT = /^(?:\.([A-Za-z_][\w-]*)|\[(\d+)\]|\[\*\]|\[(?:'([^']*)'|"([^"]*)")\])/

/**
 * The part of JSONPath (RFC 9535) that a wait needs: names, indexes and `[*]`, between braces and with or without the `$`.
 *
 * @throws where the text is something else.
 */
export function jsonPath(text: string): (value: Plain) => Plain[] {
  const path = /^\{?\$?(.*?)\}?$/.exec(text.trim())?.[1] ?? ''
  const segments = segmentsOf(path, text)
  return (value) => segments.reduce<Plain[]>((found, segment) => found.flatMap((item) => step(item, segment)), [value])
}

function segmentsOf(path: string, text: string): Segment[] {
  const segments: Segment[] = []
  for (let rest = path; rest !== '';) {
    const match = SEGMENT.exec(rest)
    if (match === null)
      throw new Error(`"${text}" is no JSONPath of the kind {.status.a['b'][0]} that the stand-in reads`)
    const [whole, word, index, single, double] = match
    const name = word ?? single ?? double
    segments.push(name !== undefined ? { name } : index === undefined ? 'all' : { index: Number(index) })
    rest = rest.slice(whole.length)
  }
  return segments
}

function step(value: Plain, segment: Segment): Plain[] {
  if (segment === 'all') return isArray(value) ? [...value] : isObject(value) ? present(Object.values(value)) : []
  if ('name' in segment) return isObject(value) ? present([value[segment.name]]) : []
  return isArray(value) ? present([value[segment.index]]) : []
}

function present(values: readonly (Plain | undefined)[]): Plain[] {
  return values.filter((value) => value !== undefined)
}
