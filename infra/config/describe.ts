import type { Problem } from './rules.ts'

/** The stack's configuration can't be used. The message lists every problem: key, value (never a credential's) and remedy. */
export function describeProblems(stack: string, problems: readonly Problem[]): string {
  const lines = problems.map(
    ({ key, value, remedy }) => `  gatehouse:${key}${value === undefined ? '' : ` = ${value}`}\n      ${remedy}`,
  )
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  return [`The configuration of stack ${stack} has ${count}; nothing was changed:`, ...lines].join('\n')
}
