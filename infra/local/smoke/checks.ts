import pg from 'pg'
import { z } from 'zod'
import { run } from '../command.ts'
import { stackName } from '../engine/engine.ts'
import { serverEnvironment } from '../environment.ts'
import type { StackFacts } from '../facts.ts'
import { listObjects, refusal, s3 } from './buckets.ts'
import { clientCredentialsToken, tokenOfStranger } from './tokens.ts'

/** One thing that is proved about a running stack. */
export interface Check {
  /** A sentence about what holds. */
  readonly name: string
  /** Rejects with what was found instead. */
  readonly prove: (facts: StackFacts) => Promise<void>
}

/** The service client that logs; the local stack's config names it. */
const client = 'mlflow-ci'
const artifactMiB = 64

const clientReport = z.object({ experiment_id: z.string(), run_id: z.string(), bytes: z.number(), sha256: z.string() })
/** MLflow's own form of an error. */
const mlflowError = z.object({ error_code: z.string(), message: z.string() })

/** PostgreSQL's code for a database that a role may not connect to (PostgreSQL manual, appendix A). */
const insufficientPrivilege = '42501'

/** The smoke proof, in the order in which it is run. */
export const checks: readonly Check[] = [
  {
    name: 'pulumi preview finds nothing to change',
    prove: (facts) => pulumi(facts, 'preview', '--expect-no-changes'),
  },
  {
    name: 'pulumi refresh finds no drift',
    prove: (facts) => pulumi(facts, 'refresh', '--preview-only', '--expect-no-changes'),
  },
  {
    name: `the MLflow client logs a run with a ${artifactMiB} MiB artifact through the gateway, reads it back equal, and the object lies in the bucket`,
    prove: logRun,
  },
  {
    name: 'a request without a token gets 401 as JSON',
    prove: (facts) => expectUnauthenticated(facts, {}),
  },
  {
    name: 'a token of another client of the realm, without the audience, gets 401',
    prove: async (facts) => {
      const token = await tokenOfStranger(facts)
      await expectUnauthenticated(facts, { authorization: `Bearer ${token}` })
    },
  },
  {
    name: "each database role is locked out of the other's database",
    prove: async ({ outputs }) => {
      await expectNoConnection(outputs.gatewayDatabaseUrl, outputs.mlflowDatabaseUrl)
      await expectNoConnection(outputs.mlflowDatabaseUrl, outputs.gatewayDatabaseUrl)
    },
  },
  {
    name: 'the S3 user can neither list nor write another bucket',
    prove: expectScopedUser,
  },
]

async function pulumi({ root, pulumi: { cli, env, configFile } }: StackFacts, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await run({
    command: cli,
    args: [...args, '--stack', stackName, '--config-file', configFile, '--non-interactive', '--color', 'never'],
    cwd: root,
    env,
  })
  if (code !== 0) {
    const telling = `${stdout}\n${stderr}`.split('\n').filter((line) => tellsOfAChange.test(line))
    throw new Error(`pulumi ${args.join(' ')} ended with exit code ${code}\n${telling.join('\n')}`)
  }
}

/** Of the CLI's output: the errors, and the resources that are not as they should be. */
const tellsOfAChange = /error:|\[diff|^ *[-+~]+ .* (create|update|replace|delete)/

async function logRun(facts: StackFacts): Promise<void> {
  const { outputs, publicUrl, root, python } = facts
  const secret = outputs.serviceClientSecrets[client]
  if (secret === undefined) throw new Error(`the stack has no service client ${client}`)
  const { code, stdout, stderr } = await run({
    command: python,
    args: [`${root}/infra/local/smoke/client.py`, String(artifactMiB)],
    env: serverEnvironment({
      MLFLOW_TRACKING_URI: publicUrl,
      MLFLOW_TRACKING_TOKEN: await clientCredentialsToken(outputs.issuer, client, secret),
      // The first refusal is what we want to see, not the last of many.
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: 'true',
    }),
  })
  if (code !== 0)
    throw new Error(`the client ended with exit code ${code}\n${stderr.trim().split('\n').slice(-8).join('\n')}`)
  const report = clientReport.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''))
  const objects = await listObjects(
    s3(facts, 'scoped'),
    outputs.artifactsBucket,
    `${report.experiment_id}/${report.run_id}/`,
  )
  const found = objects.find(({ key }) => key.endsWith('/artifacts/model/model.bin'))
  if (found?.size !== report.bytes) {
    throw new Error(`the bucket holds ${JSON.stringify(objects)} for run ${report.run_id}, not ${report.bytes} bytes`)
  }
}

async function expectUnauthenticated({ publicUrl }: StackFacts, headers: Record<string, string>): Promise<void> {
  const response = await fetch(`${publicUrl}/api/2.0/mlflow/experiments/search?max_results=1`, {
    headers,
    redirect: 'manual',
  })
  const text = await response.text()
  if (response.status !== 401) throw new Error(`the gateway answered ${response.status}, not 401`)
  const body = mlflowError.safeParse(JSON.parse(text))
  if (!body.success) throw new Error(`the gateway's 401 has not MLflow's form: ${text}`)
}

/** Signs in as the one role and asks for the other's database. */
async function expectNoConnection(roleUrl: string, databaseUrl: string): Promise<void> {
  const own = new pg.Client({ connectionString: roleUrl })
  await own.connect()
  await own.end()
  const target = new URL(roleUrl)
  target.pathname = new URL(databaseUrl).pathname
  const other = new pg.Client({ connectionString: target.href })
  try {
    await other.connect()
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === insufficientPrivilege) return
    throw error
  } finally {
    await other.end()
  }
  throw new Error(`role ${target.username} can connect to database ${target.pathname.slice(1)}`)
}

/** Against a bucket that root makes for this and removes again. */
async function expectScopedUser(facts: StackFacts): Promise<void> {
  const root = s3(facts, 'root')
  const scoped = s3(facts, 'scoped')
  const bucket = `smoke-${crypto.randomUUID()}`
  await root.makeBucket(bucket)
  try {
    const list = await refusal(() => listObjects(scoped, bucket))
    const write = await refusal(() => scoped.putObject(bucket, 'intruder', 'x'))
    if (list !== 'AccessDenied') throw new Error(`listing another bucket was answered with ${list ?? 'its objects'}`)
    if (write !== 'AccessDenied') throw new Error(`writing to another bucket was answered with ${write ?? 'success'}`)
  } finally {
    await root.removeObject(bucket, 'intruder')
    await root.removeBucket(bucket)
  }
}
