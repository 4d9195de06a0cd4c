import { closeSync, existsSync, readdirSync } from 'node:fs'
import { appendFile, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { run, type Outcome } from '../command.ts'
import { serverEnvironment } from '../environment.ts'
import { openLog } from '../log-file.ts'
import { Problem } from '../problem.ts'
import { mend } from '../secrets.ts'
import { loopback, type Context } from '../servers/context.ts'
import type { Pulumi } from '../tools/pulumi.ts'
import { checkpointFile, markWhole } from './first-update.ts'
import { outputsSchema, type Outputs } from './outputs.ts'
import { configFileOf, missingSecrets, writeStackConfig } from './stack-config.ts'

/** Name of the stack; its committed config is Pulumi.local.yaml. */
export const stackName = 'local'

/** The engine finishes the resource that it is at and writes its state; a realm takes a while on a busy machine. */
const updateGraceMs = 60_000

/** The real Pulumi engine on this clone's stack, with a file backend inside the state folder. */
export class Engine {
  readonly environment: NodeJS.ProcessEnv
  readonly cli: string
  readonly logFile: string
  readonly #context: Context

  constructor(context: Context, pulumi: Pulumi) {
    this.#context = context
    this.cli = pulumi.cli
    this.logFile = path.join(context.layout.logs, 'pulumi.log')
    this.environment = serverEnvironment({
      // The language host runs `node` from PATH: it has to be the one that runs us, which takes TypeScript.
      PATH: [path.dirname(process.execPath), ...pulumi.path, process.env['PATH'] ?? ''].join(path.delimiter),
      PULUMI_HOME: context.layout.pulumiHome,
      PULUMI_BACKEND_URL: `file://${context.layout.pulumiBackend}`,
      PULUMI_CONFIG_PASSPHRASE: context.secrets.pulumiPassphrase,
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      // The plugins are in place before the engine runs; one that is missing is an error, not a download.
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      NO_PROXY: `${loopback},localhost`,
    })
  }

  /** Whether the stack has been made by an earlier start. */
  static stackExists({ layout }: Pick<Context, 'layout'>): boolean {
    return existsSync(checkpointFile(layout))
  }

  /** Begins a new log; the one of the last start is kept beside it. */
  async open(): Promise<void> {
    const { layout } = this.#context
    await mkdir(layout.pulumiBackend, { recursive: true })
    await mkdir(layout.pulumiHome, { recursive: true })
    closeSync(openLog(this.logFile))
  }

  /**
   * Checks that the passphrase opens the state.
   *
   * @throws {Problem} when it does not. Nothing has been changed then.
   */
  async unlock(): Promise<void> {
    if (!Engine.stackExists(this.#context)) return
    const outcome = await this.#pulumi(['stack', 'output', '--json', '--show-secrets'], { quiet: true })
    if (outcome.code === 0) return
    const wrong = /passphrase/i.test(outcome.stderr)
    throw new Problem({
      tried: `opening the Pulumi state in ${this.#context.layout.pulumiBackend}`,
      outcome: wrong
        ? `the passphrase in ${this.#context.layout.secretsFile} does not fit the state (incorrect passphrase); nothing was changed`
        : outcome.stderr.trim(),
      remedy: mend(this.#context.layout.secretsFile),
    })
  }

  /** Makes the stack if it is not there, frees it if a killed start held it, and completes its config. */
  async prepare(): Promise<void> {
    const context = this.#context
    await writeStackConfig(context)
    if (Engine.stackExists(context)) {
      await this.#cancel()
    } else {
      // In the folder with the copied config, because it writes the salt into the config file.
      await this.#must(['stack', 'init', stackName, '--no-select'], { cwd: context.layout.pulumiProject, stack: false })
    }
    const { secrets } = context
    const values: Record<string, string> = {
      keycloakAdminClientSecret: secrets.keycloakAdminClientSecret,
      databaseAdminPassword: secrets.postgresqlPassword,
      artifactsAdminPassword: secrets.minioPassword,
    }
    for (const key of await missingSecrets(context, Object.keys(values))) {
      // On standard input: arguments can be read by every user of the machine.
      await this.#must(['config', 'set', '--secret', key, ...this.#configFile], { input: values[key] ?? '' })
    }
  }

  /** `pulumi up`. */
  async up(): Promise<void> {
    await this.#must([
      'up',
      '--yes',
      '--skip-preview',
      '--suppress-outputs',
      '--suppress-progress',
      ...this.#configFile,
    ])
    await markWhole(this.#context.layout)
  }

  /** Runs any command of the CLI on the stack; the outcome is the caller's to judge. */
  async command(args: readonly string[]): Promise<Outcome> {
    return this.#pulumi([...args, ...this.#configFile])
  }

  /** The stack's outputs, secrets in plain text. */
  async outputs(): Promise<Outputs> {
    const { stdout } = await this.#must(['stack', 'output', '--json', '--show-secrets'], { quiet: true })
    return outputsSchema.parse(JSON.parse(stdout))
  }

  /** The lock of an update whose process is gone. The start's own lock says that no other update of this clone runs. */
  async #cancel(): Promise<void> {
    const locks = path.join(this.#context.layout.pulumiBackend, '.pulumi/locks')
    const held = existsSync(locks) && readdirSync(locks, { recursive: true, withFileTypes: true })
    if (held && held.some((entry) => entry.isFile())) await this.#must(['cancel', '--yes'])
  }

  get #configFile(): string[] {
    return ['--config-file', configFileOf(this.#context)]
  }

  async #must(args: readonly string[], options: CallOptions = {}): Promise<Outcome> {
    const outcome = await this.#pulumi(args, options)
    if (outcome.code === 0) return outcome
    throw new Problem({
      tried: `pulumi ${args[0]} of stack ${stackName}`,
      outcome: `${diagnostics(outcome)}\nwhole output: ${this.logFile}`,
      remedy: pendingOperations.test(outcome.stdout + outcome.stderr)
        ? 'An update was cut off while it made a resource. If the resource exists, remove it on its server, or forget all with npm start -- --reset.'
        : 'Mend what the messages name and run npm start again: what was made is kept, the rest is made then.',
    })
  }

  async #pulumi(args: readonly string[], options: CallOptions = {}): Promise<Outcome> {
    const { root, state, signal } = this.#context
    const stack = options.stack === false ? [] : ['--stack', stackName]
    await appendFile(this.logFile, `\n$ pulumi ${args.join(' ')}\n`)
    return run({
      command: this.cli,
      args: [...args, ...stack, '--non-interactive', '--color', 'never'],
      cwd: options.cwd ?? root,
      env: this.environment,
      input: options.input ?? '',
      signal,
      graceMs: updateGraceMs,
      state,
      ...(options.quiet === true ? {} : { outputFile: this.logFile }),
    })
  }
}

interface CallOptions {
  readonly cwd?: string
  readonly input?: string
  /** Whether the command takes --stack. */
  readonly stack?: boolean
  /** Its output holds secrets and is not logged. */
  readonly quiet?: boolean
}

const pendingOperations = /pending operation|already exists|conflict/i

/** The part of the output that says what went wrong: the CLI's "Diagnostics:" section, else its last lines. */
export function diagnostics({ stdout, stderr }: Pick<Outcome, 'stdout' | 'stderr'>): string {
  const lines = `${stdout}\n${stderr}`.split('\n')
  const start = lines.findIndex((line) => line.startsWith('Diagnostics:'))
  if (start === -1)
    return lines
      .filter((line) => line.trim() !== '')
      .slice(-15)
      .join('\n')
  const length = lines.slice(start + 1).findIndex((line) => /^(Outputs|Resources|Policies|Duration):/.test(line))
  return lines
    .slice(start + 1, length === -1 ? undefined : start + 1 + length)
    .filter((line) => line.trim() !== '')
    .join('\n')
}
