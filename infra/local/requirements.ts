import { mkdir, statfs } from 'node:fs/promises'
import path from 'node:path'
import { run } from './command.ts'
import type { Report } from './progress.ts'
import { Problem } from './problem.ts'
import { installPackages, mayInstall } from './system-packages.ts'

/** What the machine has to bring; the paths are what later steps run. */
export interface Machine {
  readonly java: string
  readonly python: string
}

/** What is asked for. */
export interface Needs {
  /** Tools that are not in the cache yet and have to be made with these. */
  readonly go: boolean
  readonly maven: boolean
  /** A first start, which fetches and compiles everything. */
  readonly cold: boolean
  /** Folders whose file systems must have room. */
  readonly folders: readonly string[]
}

interface Requirement {
  readonly name: string
  /** Packages of Debian that bring it; none where Debian's is too old. */
  readonly packages: readonly string[]
  readonly command: string
  readonly args: readonly string[]
  readonly remedy: string
  /** What is wrong with its answer; undefined when it fits. */
  readonly judge: (answer: string) => string | undefined
}

/** Go modules of the tools ask for this one; Go itself refuses with less. */
const goVersion = [1, 26] as const

const requirements = {
  java: {
    name: 'Java 17 or later, for Keycloak',
    packages: ['openjdk-17-jre-headless'],
    args: ['-version'],
    remedy: 'Install it (Debian, Ubuntu: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17).',
    judge: (answer: string) => olderThan(answer, /version "(\d+)/, [17]),
  },
  python: {
    name: 'Python 3.10 or later with venv, for MLflow',
    packages: ['python3', 'python3-venv'],
    // ensurepip is what a Python without Debian's python3-venv lacks.
    args: ['-c', 'import sys, venv, ensurepip; print("Python %d.%d" % sys.version_info[:2])'],
    remedy: 'Install it (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python).',
    judge: (answer: string) => olderThan(answer, /Python (\d+)\.(\d+)/, [3, 10]),
  },
  go: {
    name: 'Go 1.26 or later, to compile what cannot be downloaded here',
    packages: [],
    args: ['version'],
    remedy: 'Install it from your system or from its publisher, see https://go.dev/doc/install.',
    judge: (answer: string) => olderThan(answer, /go version go(\d+)\.(\d+)/, goVersion),
  },
  maven: {
    name: "Maven, to fetch Keycloak's distribution",
    packages: ['maven'],
    args: ['-version'],
    remedy: 'Install it (Debian, Ubuntu: apt-get install maven; macOS: brew install maven).',
    judge: () => undefined,
  },
  tar: {
    name: 'tar and gzip, to unpack downloads',
    packages: ['tar', 'gzip'],
    args: ['--version'],
    remedy: 'Install them with the package manager of your system.',
    judge: () => undefined,
  },
} as const satisfies Record<string, Omit<Requirement, 'command'>>

/**
 * Checks the machine. Missing packages are installed where the caller is root on Debian; all that stays missing is
 * returned at once, so that the caller can tell it beside other problems.
 */
export async function checkMachine(
  needs: Needs,
  { env, signal, report }: { env: NodeJS.ProcessEnv; signal: AbortSignal; report: Report },
): Promise<{ machine: Machine; problems: Problem[] }> {
  const java = env['JAVA_HOME'] === undefined ? 'java' : path.join(env['JAVA_HOME'], 'bin', 'java')
  const machine: Machine = { java, python: 'python3' }
  const asked: Requirement[] = [
    { ...requirements.java, command: machine.java },
    { ...requirements.python, command: machine.python },
    ...(needs.go ? [{ ...requirements.go, command: 'go' }] : []),
    ...(needs.maven ? [{ ...requirements.maven, command: 'mvn' }] : []),
    ...(needs.cold ? [{ ...requirements.tar, command: 'tar' }] : []),
  ]
  const ask = async (list: readonly Requirement[]) => {
    const answers = await Promise.all(
      list.map(async (requirement) => ({ requirement, problem: await check(requirement, env, signal) })),
    )
    return answers.filter(({ problem }) => problem !== undefined)
  }
  let missing = await ask(asked)
  const packages = missing.flatMap(({ requirement }) => requirement.packages)
  if (packages.length > 0 && (await mayInstall(env, signal))) {
    await installPackages(packages, { env, signal, report })
    missing = await ask(asked)
  }
  const problems = missing.flatMap(({ problem }) => problem ?? [])
  return { machine, problems: [...problems, ...(await checkRoom(needs, env))] }
}

async function check(
  requirement: Requirement,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Problem | undefined> {
  const { name, command, args, judge, remedy } = requirement
  const tried = `looking for ${name}: ${command} ${args[0] === '-c' ? '' : args.join(' ')}`.trimEnd()
  let answer: string
  try {
    const { code, stdout, stderr } = await run({ command, args, env, signal })
    answer = `${stdout}\n${stderr}`.trim()
    if (code !== 0) return new Problem({ tried, outcome: answer.split('\n').at(-1) ?? `exit code ${code}`, remedy })
  } catch (error) {
    signal.throwIfAborted()
    return new Problem({ tried, outcome: 'there is no such command', remedy, cause: error })
  }
  const wrong = judge(answer)
  return wrong === undefined ? undefined : new Problem({ tried, outcome: wrong, remedy })
}

/** Says so when the version in the answer is older than the one wanted. */
export function olderThan(answer: string, pattern: RegExp, wanted: readonly number[]): string | undefined {
  const found = pattern.exec(answer)?.slice(1).map(Number)
  if (found === undefined) return `its version is not in its answer: ${answer.split('\n')[0]}`
  for (const [index, number] of wanted.entries()) {
    const here = found[index] ?? 0
    if (here > number) return undefined
    if (here < number) return `it is version ${found.join('.')}`
  }
  return undefined
}

/** GiB that a first start fills (tools, compilers' caches, Python packages), and that later ones may need for data. */
const roomGib = { cold: 6, warm: 1 } as const
const gib = 1024 ** 3

async function checkRoom({ cold, folders }: Needs, env: NodeJS.ProcessEnv): Promise<Problem[]> {
  const setting = env['GATEHOUSE_MIN_FREE_GIB']
  const wanted = setting === undefined ? roomGib[cold ? 'cold' : 'warm'] : Number(setting)
  if (!(wanted >= 0)) {
    return [
      new Problem({
        tried: 'reading GATEHOUSE_MIN_FREE_GIB',
        outcome: `"${setting}" is not a number of GiB`,
        remedy: 'Give a number such as 2, or leave it out.',
      }),
    ]
  }
  const problems = await Promise.all(
    folders.map(async (folder) => {
      await mkdir(folder, { recursive: true })
      const { bavail, bsize } = await statfs(folder)
      const free = (bavail * bsize) / gib
      if (free >= wanted) return undefined
      return new Problem({
        tried: `looking for ${wanted} GiB of room for ${folder}`,
        outcome: `only ${free.toFixed(1)} GiB are free on its disk`,
        remedy: `Make room, or move the tools' cache with XDG_CACHE_HOME; GATEHOUSE_MIN_FREE_GIB changes how much is insisted on.`,
      })
    }),
  )
  return problems.filter((problem) => problem !== undefined)
}
