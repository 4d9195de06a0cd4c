import { execFileSync } from 'node:child_process'
import { chownSync, readFileSync } from 'node:fs'
import { Problem } from '../problem.ts'

/** How a program is run that refuses to run as root. */
export interface Unprivileged {
  /** For child_process: the account it runs as. */
  readonly account?: { readonly uid: number; readonly gid: number }
  /** Put before the command. */
  readonly wrapper: readonly string[]
  /** Hands a folder over to the account. */
  readonly own: (folder: string) => void
}

/**
 * PostgreSQL refuses to run as root. An ordinary caller runs it as they are. For root it runs as the account `postgres`
 * or `nobody`; where that account cannot enter the folders (a clone below /root), it runs in a user namespace in which
 * root has another number.
 *
 * @param folders what the program must be able to enter: its own folder and the parent of its data.
 */
export function unprivileged(folders: readonly string[]): Unprivileged {
  if (process.getuid?.() !== 0) return { wrapper: [], own: () => undefined }
  const account = accountOf(readFileSync('/etc/passwd', 'utf8'))
  if (account !== undefined && folders.every((folder) => succeeds('test', ['-x', folder], account))) {
    return { account, wrapper: [], own: (folder) => chownSync(folder, account.uid, account.gid) }
  }
  const wrapper = ['unshare', '--user', '--map-user=1000', '--map-group=1000']
  if (succeeds('unshare', [...wrapper.slice(1), 'true'])) return { wrapper, own: () => undefined }
  throw new Problem({
    tried: 'finding an account for PostgreSQL, which refuses to run as root',
    outcome: `neither postgres nor nobody can enter ${folders.join(' and ')}, and user namespaces are closed here`,
    remedy: 'Run npm start as an ordinary user, or keep the clone where others may enter, for example below /srv.',
  })
}

/** The first of the two accounts in passwd(5). */
export function accountOf(passwd: string): { uid: number; gid: number } | undefined {
  for (const name of ['postgres', 'nobody']) {
    const line = passwd.split('\n').find((entry) => entry.startsWith(`${name}:`))
    const [, , uid, gid] = line?.split(':') ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}

function succeeds(command: string, args: readonly string[], account?: { uid: number; gid: number }): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', ...account })
    return true
  } catch {
    return false
  }
}
