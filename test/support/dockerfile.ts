export type Instruction = Readonly<{ name: string; value: string }>

/** One `FROM` and what follows it. */
export type Stage = Readonly<{ image: string; alias: string | undefined; instructions: readonly Instruction[] }>

/** The instructions of a Dockerfile before its first stage, and its stages. Comments go, continued lines are joined. */
export function parseDockerfile(text: string): { global: Instruction[]; stages: Stage[] } {
  const lines = text
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const global: Instruction[] = []
  const stages: { image: string; alias: string | undefined; instructions: Instruction[] }[] = []
  for (const line of lines) {
    const [, name = '', value = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? []
    const [, image = '', alias] = /^(?:--\S+ )*(\S+)(?: AS (\S+))?$/i.exec(value) ?? []
    if (name === 'FROM') stages.push({ image, alias, instructions: [] })
    else (stages.at(-1)?.instructions ?? global).push({ name, value })
  }
  return { global, stages }
}

/** What a COPY takes and where it goes, with its flags apart. */
export function parseCopy(value: string): { flags: string[]; sources: string[]; target: string } {
  const words = value.split(/\s+/)
  const flags = words.filter((word) => word.startsWith('--'))
  const rest = words.slice(flags.length)
  return { flags, sources: rest.slice(0, -1), target: rest.at(-1) ?? '' }
}
