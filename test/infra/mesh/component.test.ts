import * as pulumi from '@pulumi/pulumi'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Mesh } from '../../../infra/components/mesh.ts'
import type { Callers } from '../../../infra/config/callers.ts'
import { mesh } from '../../../infra/config/mesh.ts'
import { recordComponent, settle } from '../recording.ts'
import { callers, namespace } from './personas.ts'

const warn = vi.spyOn(pulumi.log, 'warn').mockResolvedValue()
afterEach(() => void warn.mockClear())

const record = (mode: 'off' | 'ambient', of: Callers = callers, awaitReady = true) =>
  recordComponent(
    (opts) =>
      new Mesh(
        'mesh',
        { mesh: mesh.parse({ mode }), callers: of, namespace, jobServiceAccounts: ['mlflow-smoke'], awaitReady },
        opts,
      ),
  )
const unmeshedIngress: Callers = {
  ...callers,
  ingress: { namespace: 'traefik', serviceAccount: 'traefik', podLabels: {}, meshed: false },
}

describe('the mesh', () => {
  it('declares the waypoint and three guards, all of them in the namespace and below the component', async () => {
    const { resources } = await record('ambient')
    const objects = resources.filter(({ type }) => type.startsWith('kubernetes:'))
    expect(objects.map(({ inputs }) => inputs['kind']).toSorted()).toEqual([
      'AuthorizationPolicy',
      'AuthorizationPolicy',
      'Gateway',
      'PeerAuthentication',
    ])
    for (const { inputs, parent } of objects) {
      expect(parent).toBe('mesh')
      expect(inputs['metadata']).toMatchObject({ namespace, labels: { 'app.kubernetes.io/part-of': 'gatehouse' } })
    }
    expect(warn).not.toHaveBeenCalled()
  })

  it('keeps the name of the traces policy that operators look for', async () => {
    const { resources } = await record('ambient')
    const names = resources.map(({ inputs }) => (inputs['metadata'] as { name?: string } | undefined)?.name)
    expect(names).toContain('mlflow-traces-from-otel')
  })

  it('enrols pods by their own label', async () => {
    const { result } = await record('ambient')
    expect(result.podLabels).toEqual({ 'istio.io/dataplane-mode': 'ambient' })
    expect(await settle(result.serviceLabels)).toEqual({
      value: { 'istio.io/use-waypoint': 'mlflow-waypoint' },
      secret: false,
    })
  })

  it('takes plaintext on the public port from an ingress outside of it, and says so', async () => {
    const { resources } = await record('ambient', unmeshedIngress)
    const [peer] = resources.filter(({ inputs }) => inputs['kind'] === 'PeerAuthentication')
    expect(peer?.inputs['spec']).toMatchObject({
      mtls: { mode: 'STRICT' },
      portLevelMtls: { '8080': { mode: 'PERMISSIVE' } },
    })
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      expect.stringContaining('callers.ingress.meshed is false'),
      expect.anything(),
    )
  })

  it('waits for nothing where nothing programs a waypoint', async () => {
    const { resources } = await record('ambient', callers, false)
    const [gateway] = resources.filter(({ inputs }) => inputs['kind'] === 'Gateway')
    expect(gateway?.inputs['metadata']).toMatchObject({ annotations: { 'pulumi.com/skipAwait': 'true' } })
  })

  it('that is off declares nothing and labels nothing', async () => {
    const { resources, result } = await record('off')
    expect(resources.map(({ type }) => type)).toEqual(['gatehouse:infra:Mesh'])
    expect(result.podLabels).toEqual({})
    expect(await settle(result.serviceLabels)).toEqual({ value: {}, secret: false })
  })
})
