import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto'

const SALT_BYTES = 32
/** The stream's own part of a nonce; four bytes more count its fragments. */
const NONCE_BYTES = 8
/** madmin's `pbkdf2AESGCM`, the one scheme of three that every server takes and that OpenSSL alone can do. */
const SCHEME = 0x02
const PBKDF2_ROUNDS = 8192
const FRAGMENT_BYTES = 16 * 1024
const NOT_LAST = 0x00
const LAST = 0x80

/**
 * A request's body as MinIO's admin API wants it where it holds a secret: `salt(32) ‖ scheme(1) ‖ nonce(8) ‖ fragments`,
 * encrypted with a key from the caller's own secret key (madmin-go: encrypt.go; secure-io/sio-go: the DARE stream).
 */
export function encrypted(
  secretKey: string,
  data: Buffer,
  { salt, nonce }: { salt: Buffer; nonce: Buffer } = { salt: randomBytes(SALT_BYTES), nonce: randomBytes(NONCE_BYTES) },
): Buffer {
  const key = pbkdf2Sync(secretKey, salt, PBKDF2_ROUNDS, 32, 'sha256')
  // Fragment 0 seals the (empty) associated data of the whole stream; its tag goes into that of each fragment.
  const streamTag = sealed(key, nonceOf(nonce, 0), Buffer.alloc(0), Buffer.alloc(0))
  const fragments = split(data).map((fragment, index, all) => {
    const mark = Buffer.from([index === all.length - 1 ? LAST : NOT_LAST])
    return sealed(key, nonceOf(nonce, index + 1), fragment, Buffer.concat([mark, streamTag]))
  })
  return Buffer.concat([salt, Buffer.from([SCHEME]), nonce, ...fragments])
}

/** At least one fragment: the last one closes the stream, empty or not. */
function split(data: Buffer): Buffer[] {
  const count = Math.max(1, Math.ceil(data.length / FRAGMENT_BYTES))
  return Array.from({ length: count }, (_, index) =>
    data.subarray(index * FRAGMENT_BYTES, (index + 1) * FRAGMENT_BYTES),
  )
}

function nonceOf(nonce: Buffer, fragment: number): Buffer {
  const counter = Buffer.alloc(4)
  counter.writeUInt32LE(fragment)
  return Buffer.concat([nonce, counter])
}

/** AES-256-GCM: the ciphertext with its tag behind. */
function sealed(key: Buffer, nonce: Buffer, plaintext: Buffer, associated: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(associated)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}
