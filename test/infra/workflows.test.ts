import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Record<string, unknown>
}
interface Job {
  readonly if?: string
  readonly permissions?: Record<string, string>
  readonly environment?: string
  readonly strategy?: { readonly matrix?: { readonly stack?: string[] } }
  readonly steps: Step[]
}
interface Workflow {
  readonly on: Record<string, unknown>
  readonly permissions: Record<string, string>
  readonly jobs: Record<string, Job>
}

const root = new URL('../../', import.meta.url)
const folder = new URL('.github/workflows/', root)
const read = (file: string) => parse(readFileSync(new URL(file, folder), 'utf8')) as Workflow
const workflows = readdirSync(folder).map((file) => [file, read(file)] as const)
const jobsOf = (workflow: Workflow) => Object.values(workflow.jobs)
const pulumiSteps = (workflow: Workflow) =>
  jobsOf(workflow).flatMap(({ steps }) => steps.filter(({ uses }) => uses?.startsWith('pulumi/actions@')))

describe.each(workflows)('the workflow %s', (_file, workflow) => {
  it('grants nothing by default and each job what it needs', () => {
    expect(workflow.permissions).toEqual({})
    for (const { permissions } of jobsOf(workflow)) expect(permissions).toMatchObject({ contents: 'read' })
  })

  it('never runs the code of a pull request with the rights of the base branch', () => {
    expect(Object.keys(workflow.on)).not.toContain('pull_request_target')
    for (const { steps } of jobsOf(workflow))
      for (const { uses, with: given } of steps)
        if (uses?.startsWith('actions/checkout@')) expect(given).toMatchObject({ 'persist-credentials': false })
  })

  it('prints no outputs and names only stacks that have a file', () => {
    for (const { with: given } of pulumiSteps(workflow)) expect(given).toMatchObject({ 'suppress-outputs': true })
    for (const { strategy } of jobsOf(workflow))
      for (const stack of strategy?.matrix?.stack ?? [])
        expect(existsSync(new URL(`Pulumi.${stack}.yaml`, root)), stack).toBe(true)
  })
})

describe('the environments', () => {
  it('are previewed on pull requests of this repository only, with a comment and the policy pack', () => {
    const preview = read('preview.yml')
    expect(jobsOf(preview).map((job) => job.if)).toEqual([
      'github.event.pull_request.head.repo.full_name == github.repository',
    ])
    expect(pulumiSteps(preview).map((step) => step.with)).toEqual([
      expect.objectContaining({ command: 'preview', 'comment-on-pr': true, policyPacks: 'infra/policy' }),
    ])
  })

  it('are updated on merge, each behind an environment of its own, never two updates at once', () => {
    const up = read('up.yml')
    expect(up.on).toMatchObject({ push: { branches: ['main'] } })
    expect(up).toMatchObject({ concurrency: { 'cancel-in-progress': false } })
    expect(jobsOf(up).map(({ environment }) => environment)).toEqual(['${{ matrix.stack }}'])
  })

  it('are compared with what runs every night', () => {
    expect(pulumiSteps(read('drift.yml')).map((step) => step.with)).toEqual([
      expect.objectContaining({ command: 'preview', refresh: true, 'expect-no-changes': true }),
    ])
  })
})
