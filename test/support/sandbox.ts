import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** The user of the image. */
export const unprivileged = 65_532

export type Sandbox = Readonly<{
  /** What keeps the process in. */
  kind: 'a chroot on a read-only mount' | 'a read-only tree and another user' | 'a read-only tree'
  /** The command that runs Node inside, with the path of the file as Node sees it. */
  command: (file: string, ...args: string[]) => readonly [program: string, ...args: string[]]
  /** Every path of the tree with its mode, size and time of change. */
  listing: () => string[]
  remove: () => void
}>

/**
 * A root file system with Node, its libraries and the given files in `/app`, and nothing else: what a distroless image
 * has, as strongly shut as this machine allows. Root can mount and change its root; anybody else has the modes of files.
 */
export function createSandbox(files: readonly string[]): Sandbox {
  const tree = mkdtempSync(path.join(tmpdir(), 'gatehouse-sandbox-'))
  const place = (source: string, target: string, mode: number): void => {
    mkdirSync(path.dirname(path.join(tree, target)), { recursive: true })
    copyFileSync(source, path.join(tree, target))
    chmodSync(path.join(tree, target), mode)
  }
  for (const file of files) place(file, path.join('/app', path.basename(file)), 0o444)
  const root = process.getuid?.() === 0
  const mounts = root && spawnSync('unshare', ['--mount', 'true']).status === 0
  if (mounts) {
    place(process.execPath, '/nodejs/bin/node', 0o555)
    for (const library of librariesOf(process.execPath)) place(library, library, 0o555)
  }
  for (const folder of [tree, ...paths(tree)]) if (statSync(folder).isDirectory()) chmodSync(folder, 0o555)

  const user = [`--reuid=${unprivileged}`, `--regid=${unprivileged}`, '--clear-groups']
  return {
    kind: mounts ? 'a chroot on a read-only mount' : root ? 'a read-only tree and another user' : 'a read-only tree',
    command(file, ...args) {
      const inside = path.join('/app', path.basename(file))
      if (!mounts) {
        const node = [process.execPath, path.join(tree, inside), ...args] as const
        return root ? ['setpriv', ...user, ...node] : node
      }
      const script = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && cd / && exec chroot "$@"'
      const as = [`--userspec=${unprivileged}:${unprivileged}`, '--groups=']
      return ['unshare', '--mount', 'sh', '-c', script, tree, ...as, tree, '/nodejs/bin/node', inside, ...args]
    },
    listing: () =>
      paths(tree).map((entry) => {
        const { mode, size, mtimeMs } = statSync(entry)
        return `${entry} ${mode.toString(8)} ${size} ${mtimeMs}`
      }),
    remove: () => {
      for (const folder of [tree, ...paths(tree)]) if (statSync(folder).isDirectory()) chmodSync(folder, 0o755)
      rmSync(tree, { recursive: true })
    },
  }
}

const paths = (tree: string): string[] =>
  readdirSync(tree, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((entry) => path.join(tree, entry))

/** The shared libraries of a program and the loader, as the loader itself lists them. */
function librariesOf(program: string): string[] {
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' })
  return [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, library = '']) => library)
}
