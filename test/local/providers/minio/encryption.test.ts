import { createCipheriv, createDecipheriv, pbkdf2Sync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encrypted } from '../../../../infra/local/providers/minio/encryption.ts'

/** Reads the stream back as madmin's DecryptData does, and fails where a tag or a mark is wrong. */
function decrypted(secretKey: string, message: Buffer): Buffer {
  const [salt, scheme, nonce, body] = [
    message.subarray(0, 32),
    message[32],
    message.subarray(33, 41),
    message.subarray(41),
  ]
  expect(scheme).toBe(2)
  const key = pbkdf2Sync(secretKey, salt, 8192, 32, 'sha256')
  const open = (fragment: number, sealed: Buffer, associated: Buffer): Buffer => {
    const iv = Buffer.concat([nonce, Buffer.from(Uint32Array.of(fragment).buffer)])
    const decipher = createDecipheriv('aes-256-gcm', key, iv)
    decipher.setAAD(associated)
    decipher.setAuthTag(sealed.subarray(-16))
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
  }
  const streamTag = createStreamTag(key, nonce)
  const size = 16 * 1024 + 16
  const count = Math.ceil(body.length / size)
  return Buffer.concat(
    Array.from({ length: count }, (_, index) => {
      const mark = Buffer.from([index === count - 1 ? 0x80 : 0])
      return open(index + 1, body.subarray(index * size, (index + 1) * size), Buffer.concat([mark, streamTag]))
    }),
  )
}

function createStreamTag(key: Buffer, nonce: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.concat([nonce, Buffer.alloc(4)]))
  cipher.final()
  return cipher.getAuthTag()
}

describe('a body encrypted for the admin API', () => {
  it.each([
    ['nothing', 0],
    ['a little', 70],
    ['exactly one fragment', 16 * 1024],
    ['a byte more than one fragment', 16 * 1024 + 1],
    ['several fragments', 50_000],
  ])('of %s is read back with the same key', (_name, length) => {
    const data = Buffer.from(Array.from({ length }, (_, index) => index % 251))
    expect(decrypted('key', encrypted('key', data)).equals(data)).toBe(true)
  })

  it('is refused with another key', () => {
    expect(() => decrypted('other', encrypted('key', Buffer.from('x')))).toThrow('unable to authenticate')
  })

  it('differs each time', () => {
    const data = Buffer.from('x')
    expect(encrypted('key', data).equals(encrypted('key', data))).toBe(false)
  })
})
