import { X509Certificate } from 'node:crypto'

/** Text encodings of certificates and keys (RFC 7468 §2). */
const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g

export type PemReading =
  { readonly ok: true; readonly certificates: readonly string[] } | { readonly ok: false; readonly reason: string }

/**
 * The certificates in a text, each as its own PEM. Whether they are still valid is not asked: that would make a preview
 * depend on the day. A reason tells what was found, never the text, which may hold a key.
 */
export function readCertificates(text: string): PemReading {
  const blocks = [...text.matchAll(block)]
  if (blocks.some(([, kind]) => kind?.endsWith('PRIVATE KEY')) || text.includes('PRIVATE KEY-----'))
    return {
      ok: false,
      reason: 'holds a private key: take it out, and give it out no more, it stands in the stack file',
    }
  if (blocks.length === 0) return { ok: false, reason: 'holds no PEM certificate (-----BEGIN CERTIFICATE-----)' }
  const other = blocks.find(([, kind]) => kind !== 'CERTIFICATE')
  if (other !== undefined) return { ok: false, reason: `holds a ${other[1]}: give certificates only` }
  const broken = blocks.findIndex(([pem]) => !parses(pem))
  return broken === -1
    ? { ok: true, certificates: blocks.map(([pem]) => new X509Certificate(pem).toString()) }
    : { ok: false, reason: `holds a certificate, number ${broken + 1}, that can't be read` }
}

function parses(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}
