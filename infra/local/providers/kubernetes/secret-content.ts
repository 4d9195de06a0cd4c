import { isValues, reveal, Secret, UNKNOWN, type Value, type Values } from '../plugin/value.ts'
import { valuesOf } from './autoname.ts'
import type { ObjectType } from './type-token.ts'

const CONTENT = ['data', 'stringData'] as const

export function isSecret({ apiVersion, kind }: ObjectType): boolean {
  return apiVersion === 'v1' && kind === 'Secret'
}

/**
 * A Secret's `stringData` as `data`, which is what the server keeps, so that both spellings compare; and all of it secret,
 * also where the program passed it in clear.
 */
export function sealedContent(inputs: Values): Values {
  const { stringData, ...others } = inputs
  const given = unwrapped(stringData)
  if (given === UNKNOWN) return sealed(inputs)
  const encoded = Object.entries(valuesOf(given)).map(([key, value]): [string, Value] => [key, encodedText(value)])
  const data = unwrapped(inputs['data'])
  if (encoded.length === 0 || data === UNKNOWN) return sealed(inputs)
  return sealed({ ...others, data: { ...valuesOf(data), ...Object.fromEntries(encoded) } })
}

function sealed(object: Values): Values {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      CONTENT.some((content) => content === key) && !(value instanceof Secret) ? new Secret(value) : value,
    ]),
  )
}

function encodedText(value: Value): Value {
  const text = reveal(value)
  return typeof text === 'string' ? Buffer.from(text).toString('base64') : value
}

/** A live object with what was secret in the inputs secret again. */
export function marked(live: Value, inputs: Value | undefined): Value {
  if (inputs instanceof Secret) return live instanceof Secret ? live : new Secret(live)
  if (Array.isArray(live) && Array.isArray(inputs)) {
    const items: readonly Value[] = inputs
    return live.map((item: Value, index) => marked(item, items[index]))
  }
  if (isValues(live) && isValues(inputs)) {
    return Object.fromEntries(Object.entries(live).map(([key, value]) => [key, marked(value, inputs[key])]))
  }
  return live
}

function unwrapped(value: Value | undefined): Value | undefined {
  return value instanceof Secret ? unwrapped(value.value) : value
}
