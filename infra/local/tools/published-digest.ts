import { Problem, reasonOf } from '../problem.ts'
import type { Digest } from './download.ts'

/**
 * Reads the digest of a file from the checksum file that its publisher puts beside it: lines of `<hex>  <name>`, or the
 * digest alone.
 *
 * @throws {Problem} when the file cannot be had or does not name the artifact.
 */
export async function publishedDigest(
  url: string,
  name: string,
  algorithm: Digest['algorithm'],
  signal: AbortSignal,
): Promise<Digest> {
  const told = { tried: `reading the checksum of ${name} from ${url}`, remedy: 'Check the connection and try again.' }
  let text: string
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]) })
    if (!response.ok) throw new Error(`the server answered ${response.status}`)
    text = await response.text()
  } catch (error) {
    throw new Problem({ ...told, outcome: reasonOf(error), cause: error })
  }
  const digits = algorithm === 'sha256' ? 64 : 40
  for (const line of text.split('\n')) {
    const [hex = '', file] = line.trim().split(/\s+\*?/)
    const fits = file === undefined || file === name
    if (fits && new RegExp(`^[0-9a-f]{${digits}}$`, 'i').test(hex)) return { algorithm, hex: hex.toLowerCase() }
  }
  throw new Problem({ ...told, outcome: `no ${algorithm} of ${name} is in it` })
}
