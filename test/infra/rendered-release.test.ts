import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { parseAllDocuments } from 'yaml'
import { describe, expect, it } from 'vitest'
import { chartVersions, release } from '../../infra/config/release.ts'
import { podLabels, ports } from '../../infra/plan/cluster-names.ts'
import type { ReleaseFacts } from '../../infra/plan/helm-values/facts.ts'
import { releaseValues } from '../../infra/plan/helm-values/release-values.ts'
import { member } from '../../infra/plan/member.ts'
import { restrictedPodProblems } from '../../infra/policy/pod-security.ts'
import { releasePod } from '../../infra/policy/release-pod.ts'
import { releaseFacts } from './arbitraries/release.ts'

/** The helm binary, and folders or archives of the charts by version: `HELM_CHART_1_8_0`, `HELM_CHART_1_11_5`. */
const helm = process.env['HELM'] ?? ''
const chartOf = (version: string) => process.env[`HELM_CHART_${version.replaceAll('.', '_')}`] ?? ''
const atHand = (version: string) => helm !== '' && chartOf(version) !== ''

const example = fc.sample(releaseFacts, { numRuns: 1, seed: 3 })[0]
if (example === undefined) throw new Error('the arbitrary gave no example')
const caBundle = { sources: [{ kind: 'configMap', name: 'ca', key: 'ca.crt' }], checksum: 'sum' } as const

function render(version: (typeof chartVersions)[number], more: object = {}): unknown[] {
  const facts: ReleaseFacts<string> = {
    ...example,
    caBundle,
    traces: true,
    settings: release.parse({ chart: { version }, ...more }),
  } as ReleaseFacts<string>
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-helm-'))
  try {
    const values = join(folder, 'values.json')
    writeFileSync(values, JSON.stringify(releaseValues(facts)))
    const rendered = execFileSync(helm, [
      'template',
      'mlflow',
      chartOf(version),
      '--namespace',
      'mlflow',
      '--values',
      values,
    ])
    return parseAllDocuments(rendered.toString(), { uniqueKeys: true }).flatMap((document) => {
      expect(document.errors).toEqual([])
      const object: unknown = document.toJS()
      return object === null ? [] : [object]
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const ofKind = (objects: readonly unknown[], kind: string) =>
  objects.filter((object) => member(object, 'kind') === kind)
const path = (of: unknown, ...names: string[]) => names.reduce<unknown>((at, name) => member(at, name), of)
const podOf = (objects: readonly unknown[]) => path(ofKind(objects, 'Deployment')[0], 'spec', 'template')
interface Container {
  readonly name: string
  readonly image: string
  readonly args?: readonly string[]
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[]
  readonly livenessProbe?: unknown
}
const containersOf = (objects: readonly unknown[]) => path(podOf(objects), 'spec', 'containers') as Container[]

/** click takes the last value of an option that is given twice. */
const lastOption = (args: readonly string[] = [], name: string) =>
  args.findLast((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)

describe.each(chartVersions)('where helm and the chart are at hand, chart %s', (version) => {
  it.runIf(atHand(version))(
    "accepts the values by its own schema and leads its Service and probes to the gateway's port",
    () => {
      const objects = render(version)
      const [mlflow] = containersOf(objects)
      expect(mlflow?.ports).toEqual([{ name: 'http', containerPort: ports.public, protocol: 'TCP' }])
      expect(path(mlflow, 'livenessProbe', 'httpGet')).toEqual({ path: '/health', port: 'http' })
      expect(path(mlflow, 'readinessProbe', 'httpGet')).toEqual({ path: '/health', port: 'http' })
      expect(path(ofKind(objects, 'Service')[0], 'spec', 'ports')).toMatchObject([{ port: 80 }])
    },
  )

  it.runIf(atHand(version))('binds MLflow to loopback', () => {
    const [mlflow] = containersOf(render(version))
    expect(lastOption(mlflow?.args, 'host')).toBe('127.0.0.1')
    expect(lastOption(mlflow?.args, 'port')).toBe(String(ports.mlflow))
    expect(mlflow?.args?.some((arg) => arg.startsWith('--gunicorn-opts'))).toBe(false)
  })

  it.runIf(atHand(version))("labels the pods as our Service's selector wants", () => {
    expect(path(podOf(render(version)), 'metadata', 'labels')).toMatchObject(podLabels)
  })

  it.runIf(atHand(version))(
    'makes a pod that passes restricted pod security, and the one that the policy pack thinks it makes',
    () => {
      const spec = path(podOf(render(version)), 'spec')
      expect(restrictedPodProblems(spec)).toEqual([])
      const settings = release.parse({ chart: { version } })
      const thought = releasePod(releaseValues({ ...example, caBundle, traces: true, settings }))
      const namesOf = (list: unknown) => (list as { name: string }[]).map(({ name }) => name)
      expect(namesOf(path(spec, 'containers'))).toEqual(namesOf(thought.containers))
      expect(namesOf(path(spec, 'initContainers'))).toEqual(namesOf(thought.initContainers))
    },
  )

  it.runIf(atHand(version))('names images by digest', () => {
    const image = { repository: 'registry.example.com/mlflow', digest: `sha256:${'a'.repeat(64)}` }
    const [mlflow] = containersOf(render(version, { image }))
    expect(mlflow?.image).toBe(`registry.example.com/mlflow@sha256:${'a'.repeat(64)}`)
  })

  it.runIf(atHand(version))('leaves the number of pods to its autoscaler', () => {
    const objects = render(version, { autoscaling: {} })
    expect(path(ofKind(objects, 'Deployment')[0], 'spec')).not.toHaveProperty('replicas')
    expect(ofKind(objects, 'HorizontalPodAutoscaler')).toHaveLength(1)
  })
})
