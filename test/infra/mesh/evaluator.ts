/**
 * What Istio's ambient mesh does with a request, written from its published rules: "Authorization Policy" (reference and
 * "implicit enablement"), "Layer 4 security policy" and "Configure waypoint proxies". It knows as much as the program's
 * policies use, and throws on the rest.
 */
import type { Operation, Source } from '../../../infra/crds/authorization-policy.ts'
import type { PeerAuthentication } from '../../../infra/crds/peer-authentication.ts'

export interface Policy {
  readonly metadata: { readonly name: string; readonly namespace: string }
  readonly spec: {
    readonly targetRefs?: readonly { readonly kind: string; readonly name: string }[]
    readonly selector?: { readonly matchLabels: Readonly<Record<string, string>> }
    readonly action: 'CUSTOM' | 'DENY' | 'ALLOW'
    readonly rules?: readonly {
      readonly from?: readonly { readonly source: Source }[]
      readonly to?: readonly { readonly operation: Operation }[]
    }[]
  }
}

/** What one enforcement point knows of a request. A ztunnel knows neither method nor path. */
export interface Attributes {
  /** `<trust domain>/ns/<namespace>/sa/<service account>`; undefined for plaintext. */
  readonly principal: string | undefined
  readonly port: number
  readonly method?: string
  readonly path?: string
}

export type Decision = 'allow' | 'deny'

/** CUSTOM, then DENY, then ALLOW; as soon as one ALLOW policy applies, what none of them matches is denied. */
export function decide(
  policies: readonly Policy[],
  attributes: Attributes,
  external: (policy: Policy) => Decision = () => 'deny',
): Decision {
  const by = (action: Policy['spec']['action']) => policies.filter(({ spec }) => spec.action === action)
  const matching = (action: Policy['spec']['action']) => by(action).filter((policy) => matches(policy, attributes))
  if (matching('CUSTOM').some((policy) => external(policy) === 'deny')) return 'deny'
  if (matching('DENY').length > 0) return 'deny'
  return by('ALLOW').length === 0 || matching('ALLOW').length > 0 ? 'allow' : 'deny'
}

/** No rules match nothing (an ALLOW policy then denies all); an empty rule matches everything. */
function matches({ spec }: Policy, attributes: Attributes): boolean {
  return (spec.rules ?? []).some(
    ({ from, to }) =>
      (from === undefined || from.some(({ source }) => fromSource(source, attributes))) &&
      (to === undefined || to.some(({ operation }) => isOperation(operation, spec.action, attributes))),
  )
}

function fromSource(source: Source, { principal }: Attributes): boolean {
  const namespace = principal?.split('/')[2]
  return (
    included(source.principals, principal) &&
    !excluded(source.notPrincipals, principal) &&
    included(source.namespaces, namespace) &&
    !excluded(source.notNamespaces, namespace)
  )
}

/**
 * L7 fields where only L4 is known: a rule that allows never matches, and a rule that denies matches as though they were
 * not there, so that both fail closed.
 */
function isOperation(operation: Operation, action: Policy['spec']['action'], attributes: Attributes): boolean {
  const { port, method, path } = attributes
  const layer7 = [operation.methods, operation.notMethods, operation.paths, operation.notPaths]
  const atLayer4 = method === undefined && path === undefined
  if (atLayer4 && action === 'ALLOW' && layer7.some((field) => field !== undefined)) return false
  return (
    included(operation.ports, String(port)) &&
    !excluded(operation.notPorts, String(port)) &&
    (atLayer4 ||
      (included(operation.methods, method) &&
        !excluded(operation.notMethods, method) &&
        included(operation.paths, path) &&
        !excluded(operation.notPaths, path)))
  )
}

const included = (patterns: readonly string[] | undefined, value: string | undefined) =>
  patterns === undefined || patterns.some((pattern) => fits(pattern, value))

/** `notPrincipals: ["*"]` excludes whoever has a principal, so it matches plaintext. */
const excluded = (patterns: readonly string[] | undefined, value: string | undefined) =>
  patterns?.some((pattern) => fits(pattern, value)) ?? false

/** Exact, `prefix*`, `*suffix` and `*` (present at all). */
function fits(pattern: string, value: string | undefined): boolean {
  if (pattern.startsWith('spiffe://') || pattern.includes('{')) throw new Error(`${pattern} is not understood here`)
  if (value === undefined) return false
  if (pattern === '*') return value !== ''
  if (pattern.startsWith('*')) return value.endsWith(pattern.slice(1))
  if (pattern.endsWith('*')) return value.startsWith(pattern.slice(0, -1))
  return pattern === value
}

export const selects = (selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>) =>
  Object.entries(selector).every(([name, value]) => labels[name] === value)

/** Whether a pod's ztunnel takes plaintext on a port; PERMISSIVE is what Istio does without any policy. */
export function takesPlaintext(
  policies: readonly PeerAuthentication[],
  pod: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
  port: number,
): boolean {
  const applying = policies.filter(
    ({ metadata, spec }) => metadata.namespace === pod.namespace && selects(spec.selector.matchLabels, pod.labels),
  )
  return applying.every(({ spec }) => (spec.portLevelMtls?.[String(port)] ?? spec.mtls).mode === 'PERMISSIVE')
}
