import { readCertificates } from '../plan/pem.ts'
import type { Problem } from './rules.ts'
import type { TrustSettings } from './trust.ts'

/** Rules of the certificates themselves. No problem shows a value: somebody may have pasted a private key. */
export function trustProblems(trust: TrustSettings): Problem[] {
  if (trust.mode === 'none') return []
  const unreadable = trust.certificates.flatMap((text, index): Problem[] => {
    const reading = readCertificates(text)
    return reading.ok ? [] : [{ key: `trust.certificates.${index}`, remedy: reading.reason }]
  })
  return [...unreadable, ...(trust.mode === 'trustManager' ? emptyBundle(trust) : [])]
}

function emptyBundle(trust: Extract<TrustSettings, { mode: 'trustManager' }>): Problem[] {
  const sources = trust.configMaps.length + trust.secrets.length + trust.certificates.length
  return sources > 0 || trust.publicRoots
    ? []
    : [{ key: 'trust', remedy: 'name something to trust: configMaps, secrets, certificates or publicRoots' }]
}
