import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { mustRun } from '../command.ts'

/** A program that is compiled from a small module of ours: its go.mod and go.sum pin and verify every source. */
export interface GoProgram {
  /** Folder below `go/`. */
  readonly module: string
  readonly package: string
  readonly output: string
  readonly linkerFlags?: string
}

const modules = fileURLToPath(new URL('go', import.meta.url))

/** Compiles the program through the Go module proxy as `go` is set up here. */
export async function goBuild(
  program: GoProgram,
  { signal, env, onOutput }: { signal: AbortSignal; env: NodeJS.ProcessEnv; onOutput: (text: string) => void },
): Promise<void> {
  const linker = ['-s', '-w', ...(program.linkerFlags === undefined ? [] : [program.linkerFlags])].join(' ')
  await mustRun(
    {
      command: 'go',
      args: [
        'build',
        '-mod=readonly',
        '-trimpath',
        '-buildvcs=false',
        `-ldflags=${linker}`,
        '-o',
        program.output,
        program.package,
      ],
      cwd: path.join(modules, program.module),
      env: { ...env, CGO_ENABLED: '0', GOWORK: 'off' },
      signal,
      onOutput,
    },
    {
      tried: `compiling ${program.package}`,
      remedy: 'Check that the Go module proxy can be reached (go env GOPROXY) and the disk has room, then run again.',
    },
  )
}
