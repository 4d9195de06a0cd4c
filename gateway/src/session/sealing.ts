import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { SecretHash } from './store.ts'

const algorithm = 'aes-256-gcm'
const version = 1
const nonceBytes = 12
const tagBytes = 16
const headBytes = 1 + nonceBytes + tagBytes

/** Seals and opens small JSON values for the row that `id` names. A value moved to another row does not open. */
export interface Sealer {
  seal(value: unknown, id: SecretHash): Buffer
  /** @returns undefined for anything altered, moved, of another key or of another shape. */
  open<Shape extends z.ZodType>(sealed: Buffer, id: SecretHash, shape: Shape): z.output<Shape> | undefined
}

/**
 * AES-256-GCM with the row's id as associated data. The key comes from SECRET_KEY by HKDF (RFC 5869) with `purpose` in
 * its info, so that what is sealed for one purpose never opens for another.
 */
export function createSealer(secretKey: string, purpose: string): Sealer {
  const key = Buffer.from(hkdfSync('sha256', secretKey, 'gatehouse', `${purpose}/v${version}`, 32))
  return {
    seal(value, id) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(id)
      const text = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), text])
    },
    open(sealed, id, shape) {
      if (sealed.length < headBytes || sealed[0] !== version) return undefined
      const decipher = createDecipheriv(algorithm, key, sealed.subarray(1, 1 + nonceBytes), { authTagLength: tagBytes })
        .setAAD(id)
        .setAuthTag(sealed.subarray(1 + nonceBytes, headBytes))
      try {
        const text = Buffer.concat([decipher.update(sealed.subarray(headBytes)), decipher.final()]).toString('utf8')
        return shape.safeParse(JSON.parse(text)).data
      } catch {
        return undefined
      }
    },
  }
}
