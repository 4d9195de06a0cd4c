import { z } from 'zod'
import type { RawConfiguration } from './parse.ts'

const NAMESPACE = 'gatehouse:'
const keyList = z.array(z.string())

/**
 * What the engine hands the program: all configuration as text, and the JSON list of keys that are encrypted
 * (the variable `PULUMI_CONFIG_SECRET_KEYS` of the language host).
 */
export function rawConfiguration(
  all: Readonly<Record<string, string>>,
  secretKeys: string | undefined,
): RawConfiguration {
  const inNamespace = (key: string) => (key.startsWith(NAMESPACE) ? [key.slice(NAMESPACE.length)] : [])
  return {
    values: Object.fromEntries(
      Object.entries(all).flatMap(([key, value]) => inNamespace(key).map((name) => [name, value])),
    ),
    secretKeys: new Set(keyList.parse(JSON.parse(secretKeys ?? '[]')).flatMap(inNamespace)),
  }
}
