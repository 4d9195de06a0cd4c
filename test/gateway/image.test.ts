import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { load } from '../../gateway/src/config/load.ts'
import { fields } from '../../gateway/src/config/schema.ts'
import { parseCopy, parseDockerfile, type Stage } from '../support/dockerfile.ts'
import { unprivileged } from '../support/sandbox.ts'

const { global, stages } = parseDockerfile(readFileSync('gateway/Dockerfile', 'utf8'))
const [build, final] = stages as [Stage, Stage]
const allowed = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))

const valuesOf = (stage: Stage, name: string): string[] =>
  stage.instructions.filter((instruction) => instruction.name === name).map(({ value }) => value)
const copiesOf = (stage: Stage) => valuesOf(stage, 'COPY').map(parseCopy)

describe('the build', () => {
  it('has one stage that builds and one that runs', () => {
    expect(stages.map(({ image, alias }) => [image, alias])).toEqual([
      ['${BUILD_IMAGE}', 'build'],
      ['${RUNTIME_IMAGE}', undefined],
    ])
  })

  it('names full images with tags, each replaceable by an argument', () => {
    for (const { name, value } of global) {
      expect(name).toBe('ARG')
      expect(value).toMatch(/^(?:BUILD|RUNTIME)_IMAGE=[\w.-]+\.[a-z]+\/[\w./-]+:[\w.-]+$/)
    }
    const own = JSON.parse(readFileSync('package.json', 'utf8')) as { devDependencies: Record<string, string> }
    expect(global.map(({ value }) => value)).toContain(
      `BUILD_IMAGE=docker.io/library/node:${own.devDependencies['node']}-slim`,
    )
  })

  it('lets nothing into its context but what the build copies', () => {
    const [first, ...exceptions] = allowed
    expect(first).toBe('*')
    const inContext = exceptions.map((line) => line.slice(1))
    const copied = copiesOf(build).flatMap(({ sources }) => sources)
    expect(inContext.filter((entry) => !existsSync(entry))).toEqual([])
    expect(copied.filter((entry) => !existsSync(entry))).toEqual([])
    const covers = (folder: string, entry: string): boolean => entry === folder || entry.startsWith(`${folder}/`)
    expect(copied.filter((entry) => !inContext.some((allow) => covers(entry, allow)))).toEqual([])
    expect(inContext.filter((entry) => !copied.some((source) => covers(source, entry)))).toEqual([])
  })

  it('installs what the lock file says, and runs no script of a package', () => {
    const commands = valuesOf(build, 'RUN')
    expect(commands[0]).toMatch(/^npm ci --ignore-scripts(?: |$)/)
    expect(commands.slice(1)).toEqual(['node gateway/bundle.ts'])
  })
})

describe('the image', () => {
  it('holds the bundle and its licences, which nobody can change', () => {
    expect(copiesOf(final)).toEqual([
      {
        flags: ['--from=build', '--chown=0:0', '--chmod=0444'],
        sources: ['/src/dist/gateway.mjs', '/src/dist/LICENSES.txt'],
        target: '/app/',
      },
    ])
    expect(valuesOf(build, 'WORKDIR')).toEqual(['/src'])
    expect(valuesOf(final, 'ADD')).toEqual([])
  })

  it('starts what was copied, without a shell', () => {
    expect(global.map(({ value }) => value)).toContain('RUNTIME_IMAGE=gcr.io/distroless/nodejs24-debian13:nonroot')
    for (const name of ['RUN', 'SHELL', 'CMD', 'HEALTHCHECK', 'ONBUILD']) expect(valuesOf(final, name)).toEqual([])
    const [entry, ...others] = valuesOf(final, 'ENTRYPOINT')
    expect(others).toEqual([])
    const [program, file = '', ...rest]: string[] = JSON.parse(entry ?? '')
    expect([program, ...rest]).toEqual(['/nodejs/bin/node'])
    const [copy] = copiesOf(final)
    expect(copy?.sources.map((source) => path.posix.join(copy.target, path.posix.basename(source)))).toContain(file)
  })

  it('runs as a user with a number, as the tests of the bundle do', () => {
    expect(valuesOf(final, 'USER')).toEqual([`${unprivileged}:${unprivileged}`])
  })

  it('names the ports of its listeners', () => {
    const { GATEWAY_PORT, GATEWAY_ADMIN_PORT } = load({
      GATEWAY_PUBLIC_URL: 'https://mlflow.example.com',
      OIDC_DISCOVERY_URL: 'https://keycloak.example.com/realms/data',
      OIDC_CLIENT_ID: 'mlflow',
      OIDC_CLIENT_SECRET: 'the client secret',
      OIDC_GROUP_NAME: 'mlflow-users',
      OIDC_ADMIN_GROUP_NAME: 'mlflow-admins',
      OIDC_USERS_DB_URI: 'postgresql://gateway:pw@db:5432/mlflow_gateway',
      SECRET_KEY: 'k'.repeat(32),
    })
    expect(valuesOf(final, 'EXPOSE')).toEqual([`${GATEWAY_PORT} ${GATEWAY_ADMIN_PORT} 8082`])
  })

  it('has labels, and no setting of the gateway in it, least of all a secret', () => {
    expect(
      valuesOf(final, 'LABEL')
        .join(' ')
        .match(/org\.opencontainers\.image\.\w+/g),
    ).toEqual(
      ['title', 'description', 'licenses', 'version', 'revision'].map((name) => `org.opencontainers.image.${name}`),
    )
    const set = [...global, ...build.instructions, ...final.instructions]
      .filter(({ name }) => name === 'ENV' || name === 'ARG')
      .map(({ value }) => value.split('=', 1)[0])
    expect(set).toEqual(['BUILD_IMAGE', 'RUNTIME_IMAGE', 'VERSION', 'REVISION', 'NODE_ENV'])
    expect(set.filter((name = '') => name in fields)).toEqual([])
  })
})
