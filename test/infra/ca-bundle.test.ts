import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CaBundle } from '../../infra/components/ca-bundle.ts'
import { trust } from '../../infra/config/trust.ts'
import { type CaBundle as Plan, caBundleInitContainers, caBundleVolumes, caFile } from '../../infra/plan/ca-bundle.ts'
import { readCertificates } from '../../infra/plan/pem.ts'
import { trustSettings } from './arbitraries/trust.ts'
import { recordOptions } from './recorded-options.ts'
import { settle } from './recording.ts'

const [first = '', second = ''] = rootCertificates
const resources = { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '32Mi' } }
const certificatesIn = (text: string) => {
  const reading = readCertificates(text)
  return reading.ok ? reading.certificates : []
}

async function declare(input: object) {
  const settings = trust.parse(input)
  if (settings.mode === 'none') throw new Error('nothing is declared in mode none')
  const recorded = await recordOptions(
    (opts) => new CaBundle('ca', { trust: settings, namespace: 'mlflow', awaitReady: true }, opts),
  )
  const { value } = await settle(recorded.result.bundle)
  return { ...recorded, bundle: value as Plan<string> }
}
const objects = ({ resources: all }: Awaited<ReturnType<typeof declare>>) =>
  all.filter(({ type }) => type.startsWith('kubernetes:'))

describe('the CA bundle', () => {
  it('from inline certificates is one ConfigMap, public roots first', async () => {
    const declared = await declare({ mode: 'inline', certificates: [`  ${first}\n${second}  `] })
    const [configMap, ...others] = objects(declared)
    expect(others).toEqual([])
    expect(configMap).toMatchObject({
      type: 'kubernetes:core/v1:ConfigMap',
      inputs: { immutable: true, metadata: { namespace: 'mlflow' } },
    })
    const { 'ca-bundle.pem': file = '' } = (configMap?.inputs['data'] ?? {}) as Record<string, string>
    expect(certificatesIn(file)).toHaveLength(new Set(rootCertificates).size)
    expect(declared.bundle.sources).toEqual([{ kind: 'configMap', name: expect.any(String), key: 'ca-bundle.pem' }])
  })

  it('without public roots holds what was given and nothing else', () => {
    expect(certificatesIn(caFile([first], false))).toEqual(certificatesIn(first))
  })

  it('has another checksum as soon as another certificate is trusted', async () => {
    const checksum = async (...certificates: string[]) =>
      (await declare({ mode: 'inline', certificates, publicRoots: false })).bundle.checksum
    expect(await checksum(first)).toBe(await checksum(first))
    expect(await checksum(first)).not.toBe(await checksum(first, second))
  })

  it.each(['configMap', 'secret'] as const)('that somebody keeps in a %s is mounted by its one key', async (kind) => {
    const declared = await declare({ mode: kind, name: 'company-ca', publicRoots: false })
    expect(objects(declared)).toEqual([])
    const items = [{ key: 'ca.crt', path: 'ca-bundle.pem' }]
    expect(caBundleVolumes(declared.bundle)).toEqual([
      kind === 'secret'
        ? { name: 'ca-bundle', secret: { secretName: 'company-ca', items } }
        : { name: 'ca-bundle', configMap: { name: 'company-ca', items } },
    ])
    expect(caBundleInitContainers(declared.bundle, 'mlflow', resources)).toEqual([])
  })

  it('by trust-manager reaches the namespace of the stack only, and is awaited', async () => {
    const declared = await declare({
      mode: 'trustManager',
      secrets: [{ name: 'root', key: 'ca.crt' }],
      certificates: [first],
    })
    expect(objects(declared)).toMatchObject([
      {
        type: 'kubernetes:trust.cert-manager.io/v1alpha1:Bundle',
        inputs: {
          metadata: { name: 'gatehouse-ca', annotations: { 'pulumi.com/waitFor': 'condition=Synced' } },
          spec: {
            sources: [{ useDefaultCAs: true }, { secret: { name: 'root', key: 'ca.crt' } }, { inLine: first }],
            target: {
              configMap: { key: 'ca-bundle.pem' },
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'mlflow' } },
            },
          },
        },
      },
    ])
    expect(declared.bundle.sources).toEqual([{ kind: 'configMap', name: 'gatehouse-ca', key: 'ca-bundle.pem' }])
  })

  it('by OpenShift is left to OpenShift: the program waits for the data and never takes it away', async () => {
    const declared = await declare({ mode: 'openshift' })
    const [configMap] = objects(declared)
    expect(configMap?.inputs).not.toHaveProperty('data')
    expect(configMap?.inputs['metadata']).toMatchObject({
      labels: { 'config.openshift.io/inject-trusted-cabundle': 'true' },
      annotations: { 'pulumi.com/waitFor': "jsonpath={.data['ca-bundle.crt']}" },
    })
    expect(declared.options.get('ca-injected')).toMatchObject({ ignoreChanges: ['data'] })
  })
})

describe('several sources', () => {
  const bundle: Plan<string> = {
    sources: [
      { kind: 'secret', name: 'company-ca', key: 'ca.crt' },
      { kind: 'configMap', name: 'roots', key: 'ca-bundle.pem' },
    ],
    checksum: '',
  }

  it('are mounted beside each other, and joined where the containers look', () => {
    expect(caBundleVolumes(bundle).map(({ name }) => name)).toEqual(['ca-bundle', 'ca-source-0', 'ca-source-1'])
    const [container] = caBundleInitContainers(bundle, 'mlflow', resources)
    expect(container?.volumeMounts?.map(({ name }) => name)).toEqual(['ca-bundle', 'ca-source-0', 'ca-source-1'])
    expect(container?.securityContext).toMatchObject({ readOnlyRootFilesystem: true, runAsNonRoot: true })
  })

  it('are one file with every certificate, also where a source has no line end', () => {
    const root = mkdtempSync(join(tmpdir(), 'ca-bundle-'))
    for (const [folder, text] of [
      ['ca-sources/0', first.trim()],
      ['ca-sources/1', second],
      ['ca-bundle', ''],
    ] as const) {
      mkdirSync(join(root, folder), { recursive: true })
      writeFileSync(join(root, folder, 'ca-bundle.pem'), text)
    }
    const [shell = '', flags = '', script = ''] = caBundleInitContainers(bundle, 'mlflow', resources)[0]?.command ?? []
    execFileSync(shell, [flags, script.replaceAll(/\/ca-(sources|bundle)\//g, `${root}/ca-$1/`)])
    expect(certificatesIn(readFileSync(join(root, 'ca-bundle/ca-bundle.pem'), 'utf8'))).toEqual(
      certificatesIn(`${first}\n${second}`),
    )
  })

  it('of which one is missing stop the pod', () => {
    const [shell = '', flags = '', script = ''] = caBundleInitContainers(bundle, 'mlflow', resources)[0]?.command ?? []
    const nowhere = script.replaceAll('/ca-sources', '/nowhere').replaceAll('/ca-bundle/', `${tmpdir()}/`)
    expect(() => execFileSync(shell, [flags, nowhere], { stdio: 'pipe' })).toThrow(/nowhere/)
  })
})

describe('any right trust section', () => {
  it('gives a file to mount at the same place, from objects of the own namespace below the component', async () => {
    await fc.assert(
      fc.asyncProperty(
        trustSettings.filter(({ mode }) => mode !== 'none'),
        async (settings) => {
          const declared = await declare(settings)
          expect(declared.bundle.sources.length).toBeGreaterThan(0)
          expect(caBundleVolumes(declared.bundle)[0]?.name).toBe('ca-bundle')
          for (const { parent, type, inputs } of objects(declared)) {
            expect(parent).toBe('ca')
            if (!type.endsWith(':Bundle')) expect(inputs['metadata']).toMatchObject({ namespace: 'mlflow' })
          }
        },
      ),
      { numRuns: 30 },
    )
  })
})
