import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { address } from '../providers/kubernetes/discovery.ts'
import { type Api, at, isArray } from '../providers/kubernetes/api.ts'
import { Problem } from '../problem.ts'
import type { Crd } from '../tools/crds.ts'

const kind = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
  verbs: [],
} as const
const establishedWithinMs = 60_000
const betweenLooksMs = 100
const body = z.record(z.string(), z.json())

/**
 * Installs the definitions by server-side apply and waits until the server serves their kinds.
 *
 * @throws {Problem} with the names of those that it doesn't serve in time.
 */
export async function installCrds(api: Api, crds: readonly Crd[], signal: AbortSignal): Promise<void> {
  const query = { fieldManager: 'gatehouse-tests', force: 'true' }
  const pathOf = ({ metadata }: Crd) => address(kind, undefined, metadata.name)
  await Promise.all(
    crds.map((crd) =>
      api.ask({
        method: 'PATCH',
        path: pathOf(crd),
        query,
        body: body.parse(crd),
        contentType: 'application/apply-patch+yaml',
        signal,
      }),
    ),
  )
  let waiting: readonly Crd[] = crds
  const deadline = performance.now() + establishedWithinMs
  for (;;) {
    const answers = await Promise.all(
      waiting.map(async (crd) => isEstablished(await api.ask({ method: 'GET', path: pathOf(crd), signal }))),
    )
    waiting = waiting.filter((_, index) => answers[index] === false)
    if (waiting.length === 0) return
    if (performance.now() > deadline) {
      throw new Problem({
        tried: 'installing custom resource definitions',
        outcome: `not served after ${establishedWithinMs / 1000} s: ${waiting.map(({ metadata }) => metadata.name).join(', ')}`,
        remedy: 'Read the log of kube-apiserver.',
      })
    }
    await pause(betweenLooksMs, undefined, { signal })
  }
}

function isEstablished(object: Awaited<ReturnType<Api['ask']>>): boolean {
  const conditions = at(object, 'status', 'conditions')
  return (
    isArray(conditions) &&
    conditions.some((condition) => at(condition, 'type') === 'Established' && at(condition, 'status') === 'True')
  )
}
