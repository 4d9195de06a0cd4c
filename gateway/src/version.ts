import { readFileSync } from 'node:fs'

const description: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** The release of the package. The bundle holds it as a constant (see `gateway/bundle.ts`). */
export const version: string =
  typeof description === 'object' && description !== null && 'version' in description
    ? String(description.version)
    : 'unknown'
