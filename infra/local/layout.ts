import { homedir } from 'node:os'
import path from 'node:path'

/** Where everything of one clone's stack lies. All of it is inside the ignored state folder. */
export interface Layout {
  readonly stateDir: string
  readonly stateFile: string
  readonly lockFile: string
  readonly secretsFile: string
  readonly logs: string
  readonly data: string
  readonly pulumiHome: string
  readonly pulumiBackend: string
  /** Holds the copy of Pulumi.local.yaml that a start completes; the committed file is never written. */
  readonly pulumiProject: string
}

/** The paths below `stateDir` (`.local/` of a clone, a temporary folder in tests). */
export function layoutOf(stateDir: string): Layout {
  const at = (...names: string[]) => path.join(stateDir, ...names)
  return {
    stateDir,
    stateFile: at('state.json'),
    lockFile: at('start.lock'),
    secretsFile: at('secrets.json'),
    logs: at('logs'),
    data: at('data'),
    pulumiHome: at('pulumi', 'home'),
    pulumiBackend: at('pulumi', 'backend'),
    pulumiProject: at('pulumi', 'project'),
  }
}

/** The folder of downloaded and compiled tools, shared by all clones of a user (XDG Base Directory Specification). */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  const base = env['XDG_CACHE_HOME']
  // The specification: a relative path there is to be ignored.
  return path.join(base !== undefined && path.isAbsolute(base) ? base : path.join(homedir(), '.cache'), 'gatehouse')
}
