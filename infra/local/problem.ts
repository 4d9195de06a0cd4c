/**
 * A failure told to the person at the keyboard: what was tried, what came back, what to do about it. Texts name files,
 * ports, versions and commands, never a secret's value.
 */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly tried: string
  readonly outcome: string
  readonly remedy: string

  constructor(told: { tried: string; outcome: string; remedy: string; cause?: unknown }) {
    super(`${told.tried}: ${told.outcome}`, { cause: told.cause })
    this.tried = told.tried
    this.outcome = told.outcome
    this.remedy = told.remedy
  }
}

/** Several problems found in one go, so that nobody has to mend one to be told the next. */
export class Problems extends Error {
  override readonly name = 'Problems'
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('\n'))
    this.problems = problems
  }
}

/** Throws when there is anything to tell: the problem itself if it is one, all of them together otherwise. */
export function throwAll(problems: readonly Problem[]): void {
  const [first, ...others] = problems
  if (first === undefined) return
  throw others.length === 0 ? first : new Problems(problems)
}

/** The text shown for a failed start: every problem with its remedy; an unexpected error with its stack. */
export function explain(error: unknown): string {
  if (error instanceof Problems) return error.problems.map(explain).join('\n')
  if (error instanceof Problem) {
    const remedy = error.remedy.split('\n').join('\n      ')
    return `  ✗ ${error.tried}\n      ${error.outcome.trimEnd().split('\n').join('\n      ')}\n    → ${remedy}`
  }
  return `  ✗ unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

/** The short text of any thrown value. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${error.message}${cause}`
}
