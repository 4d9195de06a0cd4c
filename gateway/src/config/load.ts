import { readFileSync } from 'node:fs'
import { GatewayError, messageOf } from '../errors.ts'
import { fields, schema, type Settings } from './schema.ts'
import { isServiceLink } from './service-links.ts'

/** Names that a misspelling would hide in: whoever sets `OIDC_ADMIN_GROUPS` believes that it has an effect. */
const ownNames = /^(?:GATEWAY|OIDC)_/

/**
 * Reads the settings from the environment; `<NAME>_FILE` names a file that holds the value of `<NAME>`.
 *
 * @throws GatewayError GW_SETTINGS_INVALID with every mistake at once, by name and remedy, never with a value.
 */
export function load(environment: Readonly<Record<string, string | undefined>>): Settings {
  const problems: string[] = []
  const values: Record<string, string> = {}
  const links = Object.keys(environment).filter(
    (variable) => ownNames.test(variable) && isServiceLink(variable, environment[variable]),
  )
  if (links.length > 0) {
    problems.push(
      `${links.toSorted().join(', ')}: Kubernetes wrote this for a Service of the same name; set enableServiceLinks: false in the spec of the pod`,
    )
  }
  for (const [variable, value] of Object.entries(environment)) {
    if (links.includes(variable)) continue
    const name = settingOf(variable)
    if (name === undefined) {
      if (ownNames.test(variable)) problems.push(`${variable}: no setting has this name`)
    } else if (value !== undefined && value !== '' && name === variable) {
      values[name] = value
    } else if (value !== undefined && value !== '') {
      if (environment[name]) problems.push(`${name}: set either ${name} or ${variable}, not both`)
      else readSecret(variable, value, (secret) => (values[name] = secret), problems)
    }
  }

  const result = schema.safeParse(values)
  if (!result.success) {
    const unread = new Set(problems.map((problem) => problem.split(':')[0]))
    for (const issue of result.error.issues) {
      const name = String(issue.path[0])
      if (unread.has(name) || unread.has(`${name}_FILE`)) continue
      problems.push(`${name}: ${name in values ? issue.message : 'is required'}`)
    }
  }
  if (problems.length > 0 || !result.success) {
    throw new GatewayError('GW_SETTINGS_INVALID', {
      detail: problems
        .toSorted()
        .map((line) => `\n  ${line}`)
        .join(''),
    })
  }
  return Object.freeze(result.data)
}

function settingOf(variable: string): string | undefined {
  if (variable in fields) return variable
  const base = variable.endsWith('_FILE') ? variable.slice(0, -'_FILE'.length) : ''
  return base in fields ? base : undefined
}

function readSecret(variable: string, path: string, keep: (secret: string) => void, problems: string[]): void {
  try {
    // Editors and `kubectl create secret --from-file` leave a line end behind that nobody means.
    keep(readFileSync(path, 'utf8').replace(/\r?\n$/, ''))
  } catch (error) {
    problems.push(`${variable}: the file cannot be read (${messageOf(error).split(',')[0]})`)
  }
}
