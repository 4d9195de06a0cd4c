import type { EntryPoint, IngressSettings } from '../config/ingress.ts'
import { durationSeconds } from './duration.ts'

/** Ten minutes: 5 GB, the largest part of an upload, at 70 Mbit/s. Traefik's own default of 60 s breaks uploads. */
export const minimumReadTimeoutSeconds = 600

const everywhere = ['0.0.0.0/0', '::/0']

/** One property of the entry point that does not do, and what to set. */
export interface EntryPointProblem {
  readonly setting: keyof EntryPoint
  readonly value: unknown
  readonly remedy: string
}

/** What is wrong with the entry point as the platform declared it. It belongs to the platform: it can only be told. */
export function entryPointProblems({ readTimeout, sanitizePath, encodedSlashes, trustedIPs }: EntryPoint) {
  const problems: (EntryPointProblem | false)[] = [
    durationSeconds(readTimeout) < minimumReadTimeoutSeconds &&
      durationSeconds(readTimeout) !== 0 && {
        setting: 'readTimeout',
        value: readTimeout,
        remedy: `let the platform set at least ${minimumReadTimeoutSeconds} s on the entry point: it covers a whole upload`,
      },
    !sanitizePath && {
      setting: 'sanitizePath',
      value: sanitizePath,
      remedy: 'let the platform switch it on: without it, routes match one spelling of a path and servers another',
    },
    !encodedSlashes && {
      setting: 'encodedSlashes',
      value: encodedSlashes,
      remedy: 'let the platform allow %2F (encodedCharacters.allowEncodedSlash): names of artifacts and models hold it',
    },
    trustedIPs.some((cidr) => everywhere.includes(cidr)) && {
      setting: 'trustedIPs',
      value: trustedIPs,
      remedy: 'name the proxies only: whoever is trusted here chooses the address that limits and logs see',
    },
  ]
  return problems.filter((problem) => problem !== false)
}

/** What nobody has declared, and therefore nothing has checked. */
export function entryPointWarnings(ingress: IngressSettings): string[] {
  return ingress.kind === 'none' || ingress.entryPoint !== undefined
    ? []
    : [
        'ingress.entryPoint is not declared, so nobody has checked that large uploads pass: the default readTimeout of ' +
          `Traefik is 60 s, at least ${minimumReadTimeoutSeconds} s are needed. See infra/docs/ingress.md.`,
      ]
}
