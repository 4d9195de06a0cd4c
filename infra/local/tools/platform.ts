import { Problem } from '../problem.ts'

/** This machine in the publishers' words. */
export interface Platform {
  readonly os: 'linux' | 'darwin'
  /** Go's spelling. */
  readonly arch: 'amd64' | 'arm64'
}

/** @throws {Problem} where no publisher has a release for it. */
export function platform(os: string = process.platform, arch: string = process.arch): Platform {
  if ((os === 'linux' || os === 'darwin') && (arch === 'x64' || arch === 'arm64')) {
    return { os, arch: arch === 'x64' ? 'amd64' : 'arm64' }
  }
  throw new Problem({
    tried: 'starting the local stack',
    outcome: `this machine is ${os} on ${arch}`,
    remedy: 'The local stack runs on Linux and macOS, x86-64 and ARM64. On Windows use WSL 2.',
  })
}
