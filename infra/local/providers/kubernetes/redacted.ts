import { isList, isValues, Secret, type Value } from '../plugin/value.ts'

/** Shorter texts are words that a message may contain by chance. */
const SHORTEST = 8

/** A server's message without the secret values that it may repeat ("Invalid value: …"), also in base64. */
export function redacted(message: string, inputs: Value): string {
  const texts = secretTexts(inputs, false)
    .flatMap((text) => [text, Buffer.from(text, 'base64').toString('utf8'), Buffer.from(text).toString('base64')])
    .filter((text) => text.length >= SHORTEST)
    .toSorted((a, b) => b.length - a.length)
  return texts.reduce((told, text) => told.replaceAll(text, '[secret]'), message)
}

function secretTexts(value: Value, within: boolean): string[] {
  if (value instanceof Secret) return secretTexts(value.value, true)
  if (isList(value)) return value.flatMap((item: Value) => secretTexts(item, within))
  if (isValues(value)) return Object.values(value).flatMap((item) => secretTexts(item, within))
  return within && typeof value === 'string' ? [value] : []
}
