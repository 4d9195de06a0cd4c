import { createHash, createHmac } from 'node:crypto'

/**
 * What changes when any of the texts changes, and tells nothing about them: keyed (HMAC-SHA-256), because a plain hash
 * of a password that a person chose can be guessed by trying.
 */
export function keyedChecksum(key: string, texts: readonly string[]): string {
  const hmac = createHmac('sha256', key)
  // Each with its length, so that no other split of the same letters is the same text.
  for (const text of texts) hmac.update(`${Buffer.byteLength(text)}:${text}`)
  return hmac.digest('hex')
}

/** Eight digits for a name that has to change with a content that is no secret. */
export const shortChecksum = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8)
