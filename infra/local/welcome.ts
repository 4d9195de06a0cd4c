import type { Outputs } from './engine/outputs.ts'
import type { RunningStack } from './stack.ts'

/** What is printed once everything is up: where it is, who can sign in, how a client gets in, where things lie. */
export function welcome(stack: Pick<RunningStack, 'outputs' | 'layout' | 'plugins'>, seconds: number): string {
  const { outputs, layout, plugins } = stack
  const lines = [
    '',
    `MLflow is up behind single sign-on, after ${seconds.toFixed(0)} s:  ${outputs.publicUrl}`,
    '',
    ...table(Object.entries(outputs.testUserPasswords), 'user', 'password'),
    '',
    ...table(Object.entries(outputs.serviceClientSecrets), 'service client', 'secret'),
    '',
    'A Python client signs in with a token of a service client:',
    `  export MLFLOW_TRACKING_URI=${outputs.publicUrl}`,
    `  export MLFLOW_TRACKING_TOKEN=$(curl -s -d grant_type=client_credentials -d client_id=${firstClient(outputs)} \\`,
    `    --data-urlencode "client_secret=…" ${outputs.issuer}/protocol/openid-connect/token | python3 -c 'import json,sys; print(json.load(sys.stdin)["access_token"])')`,
    '',
    `State  ${layout.stateDir}  (npm start -- --reset forgets it)`,
    `Logs   ${layout.logs}`,
    ...(plugins === 'stand-ins'
      ? ['Note   the official Pulumi provider plugins cannot be had from here; stand-ins served the real servers.']
      : []),
    '',
    'Ctrl-C stops everything.',
  ]
  return `${lines.join('\n')}\n`
}

function firstClient(outputs: Outputs): string {
  return outputs.serviceClientIds[0] ?? '<service client>'
}

function table(rows: readonly (readonly [string, string])[], left: string, right: string): string[] {
  const width = Math.max(left.length, ...rows.map(([name]) => name.length))
  return [[left, right] as const, ...rows].map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
}
