import { mkdir, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { mustRun } from '../command.ts'
import { Problem } from '../problem.ts'
import type { Step } from '../progress.ts'
import { unpack } from './archive.ts'
import { cached } from './cache.ts'
import { digestOf, download } from './download.ts'
import { publishedDigest } from './published-digest.ts'
import { publishers } from './reach.ts'
import { firstThatWorks, showBytes, type Source, type Toolbox } from './toolbox.ts'
import { digests, versions } from './pins.ts'

/** The name under which the cache keeps it: the distribution, already built for PostgreSQL and one node. */
export const keycloakItem = `keycloak-${versions.keycloak}-postgres`

/** Gets the Keycloak distribution and returns its folder. */
export async function getKeycloak(tools: Toolbox, step: Step): Promise<string> {
  return cached({ ...tools, name: keycloakItem, step, make: (at) => make(tools, step, at) })
}

async function make(tools: Toolbox, step: Step, folder: string): Promise<void> {
  await firstThatWorks(
    'keycloak',
    [tools.reach.github ? official(tools, step) : undefined, maven(tools, step)],
    folder,
    tools,
  )
  step.phase('building its configuration (once)')
  // Quarkus does at build time what start-dev does at every start: a later start takes 6 s, not 40.
  await mustRun(
    {
      command: path.join(folder, 'bin', 'kc.sh'),
      args: ['build', '--db=postgres', '--cache=local'],
      env: tools.env,
      signal: tools.signal,
    },
    { tried: 'building Keycloak for PostgreSQL', remedy: 'Check that "java -version" works and says 17 or later.' },
  )
}

function official(tools: Toolbox, step: Step): Source {
  const name = `keycloak-${versions.keycloak}.tar.gz`
  const url = `${publishers.github}/keycloak/keycloak/releases/download/${versions.keycloak}/${name}`
  return {
    name: 'official release',
    get: async (folder) => {
      step.phase('downloading the release')
      // The project publishes a SHA-1 beside each release file, nothing stronger.
      const digest = await publishedDigest(`${url}.sha1`, name, 'sha1', tools.signal)
      const archive = path.join(tools.cacheDir, 'downloads', name)
      await download({ url, file: archive, digest, signal: tools.signal, onProgress: showBytes(step) })
      await unpack(archive, folder, tools.signal)
      await rm(archive)
    },
  }
}

function maven(tools: Toolbox, step: Step): Source {
  const file = `keycloak-quarkus-dist-${versions.keycloak}.tar.gz`
  return {
    name: 'Maven artifact',
    get: async (folder) => {
      step.phase('downloading the Maven artifact')
      const target = path.join(folder, 'maven')
      await mkdir(target)
      await mustRun(
        {
          command: 'mvn',
          args: [
            '-B',
            '-ntp',
            `org.apache.maven.plugins:maven-dependency-plugin:${versions.mavenDependencyPlugin}:copy`,
            `-Dartifact=org.keycloak:keycloak-quarkus-dist:${versions.keycloak}:tar.gz`,
            `-DoutputDirectory=${target}`,
          ],
          cwd: folder,
          env: tools.env,
          signal: tools.signal,
        },
        {
          tried: `getting ${file} with Maven`,
          remedy: 'Check that Maven reaches its repository (mvn -version works, ~/.m2/settings.xml), then run again.',
        },
      )
      const archive = path.join(target, file)
      const found = await digestOf(archive, 'sha256')
      if (found !== digests.keycloakArtifact) {
        throw new Problem({
          tried: `verifying ${file}`,
          outcome: `its SHA-256 is ${found}, not ${digests.keycloakArtifact}`,
          remedy: 'Remove org/keycloak/keycloak-quarkus-dist from the local Maven repository and run again.',
        })
      }
      const aside = `${folder}.tar.gz`
      await rename(archive, aside)
      await rm(target, { recursive: true })
      try {
        await unpack(aside, folder, tools.signal)
      } finally {
        await rm(aside, { force: true })
      }
    },
  }
}
