import { mustRun } from '../command.ts'

/** Unpacks a .tar.gz without its first folder. */
export async function unpack(archive: string, folder: string, signal: AbortSignal): Promise<void> {
  await mustRun(
    { command: 'tar', args: ['-xzf', archive, '-C', folder, '--strip-components=1', '--no-same-owner'], signal },
    { tried: `unpacking ${archive}`, remedy: 'Check that tar and gzip are installed and the disk has room.' },
  )
}
