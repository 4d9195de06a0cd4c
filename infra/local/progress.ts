/** One line of the progress: a part on its way from nothing to ready. */
export interface Step {
  /** What happens now ("downloading", "starting"). */
  phase(text: string): void
  /** How far it is (a percentage, a count); shown on terminals only. */
  detail(text: string): void
  done(text?: string): void
  failed(text?: string): void
}

/** Where a start tells what it does. */
export interface Report {
  step(part: string): Step
  /** A line of its own. */
  say(line: string): void
  /** Stops drawing; steps that have not ended stay as they are. */
  close(): void
}

interface Line {
  readonly part: string
  readonly startedAt: number
  text: string
  detail: string
  end: { mark: '✓' | '✗'; at: number } | undefined
}

/** Longest name of a part, so that texts stand below each other. */
const nameWidth = 14
const redrawMs = 120

/**
 * A report on a stream. On a terminal each part has one line that is redrawn in place; elsewhere (a CI log) a line is
 * written when a part starts something else and when it ends.
 *
 * @param now milliseconds; injectable for tests.
 */
export function reportTo(
  stream: { write(text: string): unknown; isTTY?: boolean; columns?: number },
  now: () => number = () => performance.now(),
): Report {
  const lines: Line[] = []
  let drawn = 0
  const live = stream.isTTY === true
  const width = () => Math.max(40, stream.columns ?? 100) - 1

  const render = (line: Line) => {
    const seconds = (((line.end?.at ?? now()) - line.startedAt) / 1000).toFixed(1)
    const mark = line.end?.mark ?? '·'
    const detail = line.end === undefined && line.detail !== '' ? ` ${line.detail}` : ''
    return `${mark} ${line.part.padEnd(nameWidth)} ${seconds.padStart(6)} s  ${line.text}${detail}`
  }
  const erase = () => {
    if (drawn > 0) stream.write(`\u001B[${drawn}A\u001B[J`)
    drawn = 0
  }
  const draw = () => {
    erase()
    for (const line of lines) stream.write(`${render(line).slice(0, width())}\n`)
    drawn = lines.length
  }
  const timer = live ? setInterval(draw, redrawMs) : undefined
  timer?.unref()
  const show = (line: Line) => {
    if (!live) stream.write(`${render(line)}\n`)
  }

  return {
    step(part) {
      const line: Line = { part, startedAt: now(), text: '', detail: '', end: undefined }
      lines.push(line)
      const finish = (mark: '✓' | '✗', text: string | undefined) => {
        if (line.end !== undefined) return
        line.end = { mark, at: now() }
        line.text = text ?? line.text
        show(line)
      }
      return {
        phase(text) {
          if (line.text === text) return
          line.text = text
          line.detail = ''
          show(line)
        },
        detail(text) {
          line.detail = text
        },
        done: (text) => finish('✓', text),
        failed: (text) => finish('✗', text),
      }
    },
    say(text) {
      if (live) erase()
      stream.write(`${text}\n`)
      if (live) draw()
    },
    close() {
      clearInterval(timer)
      if (live) draw()
      drawn = 0
      lines.length = 0
    },
  }
}

/** A report that nobody sees, for callers that only want the result. */
export const silent: Report = {
  step: () => ({ phase() {}, detail() {}, done() {}, failed() {} }),
  say() {},
  close() {},
}
