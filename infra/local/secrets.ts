import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { Problem, reasonOf } from './problem.ts'

const schema = z.object({
  /** Encrypts the secrets in the stack's config and state. */
  pulumiPassphrase: z.string().min(1),
  /** Of the service client with which Pulumi administers Keycloak. */
  keycloakAdminClientSecret: z.string().min(1),
  postgresqlPassword: z.string().min(1),
  minioUser: z.string().min(3),
  minioPassword: z.string().min(8),
})

/** The credentials that must exist before the program can make any: generated once for each clone, never fixed. */
export type Secrets = z.infer<typeof schema>

/**
 * Reads the secrets, or makes them for a stack that has stored nothing yet.
 *
 * @param stateExists whether something is stored that only these secrets open.
 * @throws {Problem} when they are lost or damaged while there is something they should open.
 */
export function loadSecrets(file: string, stateExists: boolean): Secrets {
  if (existsSync(file)) {
    try {
      return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
    } catch (error) {
      throw new Problem({
        tried: `reading the secrets in ${file}`,
        outcome: `the file is damaged: ${error instanceof z.ZodError ? z.prettifyError(error) : reasonOf(error)}`,
        remedy: mend(file),
        cause: error,
      })
    }
  }
  if (stateExists) {
    throw new Problem({
      tried: `reading the secrets in ${file}`,
      outcome: 'the file is gone, but the databases and the Pulumi state that it opens are there; nothing was changed',
      remedy: mend(file),
    })
  }
  const secrets: Secrets = {
    pulumiPassphrase: random(),
    keycloakAdminClientSecret: random(),
    postgresqlPassword: random(),
    minioUser: 'gatehouse-pulumi',
    minioPassword: random(),
  }
  mkdirSync(path.dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600 })
  chmodSync(draft, 0o600)
  renameSync(draft, file)
  return secrets
}

/** What helps against secrets that do not open the state. */
export function mend(file: string): string {
  return `Put the ${file} back that belongs to this state, or forget the state with: npm start -- --reset`
}

/** 192 bits; base64url needs no quoting in a URL, a shell or an environment file. */
function random(): string {
  return randomBytes(24).toString('base64url')
}
