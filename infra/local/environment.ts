/** Names that a server may need from the caller's environment; everything else stays outside. */
const passed = ['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'JAVA_HOME', 'NODE_EXTRA_CA_CERTS']

/** The environment of a server: the few names above and what the server itself needs. */
export function serverEnvironment(additions: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const base = passed.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(base), ...additions }
}
