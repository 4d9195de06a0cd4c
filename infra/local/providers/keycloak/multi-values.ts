/** The official provider writes several values of one attribute as one text with this between. */
const SEPARATOR = '##'

export function toMultiValues(attributes: Readonly<Record<string, string>> = {}): Record<string, string[]> {
  return Object.fromEntries(Object.entries(attributes).map(([name, text]) => [name, text.split(SEPARATOR)]))
}

export function fromMultiValues(attributes: Readonly<Record<string, readonly string[]>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, values.join(SEPARATOR)]))
}
