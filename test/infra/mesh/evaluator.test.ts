import { describe, expect, it } from 'vitest'
import { type Attributes, decide, type Decision, type Policy, takesPlaintext } from './evaluator.ts'

type Rules = NonNullable<Policy['spec']['rules']>

const policy = (action: Policy['spec']['action'], rules?: Rules): Policy => ({
  metadata: { name: 'p', namespace: 'n' },
  spec: { action, ...(rules === undefined ? {} : { rules }) },
})
const ada = 'cluster.local/ns/research/sa/ada'
const request: Attributes = { principal: ada, port: 8080, method: 'GET', path: '/api' }
const connection: Attributes = { principal: ada, port: 8080 }
const plaintext: Attributes = { principal: undefined, port: 8080 }
const paths = (...of: string[]): Rules => [{ to: [{ operation: { paths: of } }] }]
const notPaths = (...of: string[]): Rules => [{ to: [{ operation: { notPaths: of } }] }]
const principals = (...of: string[]): Rules => [{ from: [{ source: { principals: of } }] }]

describe("Istio's authorization, as the tests understand it", () => {
  it.each<[string, readonly Policy[], Attributes, Decision]>([
    ['without any policy allows', [], request, 'allow'],
    ['with an ALLOW policy denies what it does not match', [policy('ALLOW', paths('/other'))], request, 'deny'],
    ['with an ALLOW policy without rules denies all', [policy('ALLOW')], request, 'deny'],
    ['with an ALLOW policy with an empty rule allows all', [policy('ALLOW', [{}])], plaintext, 'allow'],
    ['asks DENY before ALLOW', [policy('ALLOW', [{}]), policy('DENY', paths('/api'))], request, 'deny'],
    ['asks CUSTOM before ALLOW', [policy('ALLOW', [{}]), policy('CUSTOM', [{}])], request, 'deny'],
    ['with DENY policies only allows the rest', [policy('DENY', paths('/other'))], request, 'allow'],
    ['compares paths exactly', [policy('ALLOW', paths('/ap'))], request, 'deny'],
    ['knows prefixes', [policy('ALLOW', paths('/a*'))], request, 'allow'],
    ['knows suffixes', [policy('ALLOW', paths('*pi'))], request, 'allow'],
    ['reads notPaths as strings', [policy('ALLOW', notPaths('/api'))], { ...request, path: '//api' }, 'allow'],
    ['reads a prefix in notPaths', [policy('ALLOW', notPaths('/a*'))], request, 'deny'],
    ['knows a principal', [policy('ALLOW', principals(ada))], connection, 'allow'],
    ['gives plaintext no principal', [policy('ALLOW', principals('*'))], plaintext, 'deny'],
    [
      'denies plaintext by notPrincipals *',
      [policy('DENY', [{ from: [{ source: { notPrincipals: ['*'] } }] }])],
      plaintext,
      'deny',
    ],
    [
      'takes the namespace from the principal',
      [policy('ALLOW', [{ from: [{ source: { namespaces: ['research'] } }] }])],
      connection,
      'allow',
    ],
    [
      'wants every field of a source',
      [policy('ALLOW', [{ from: [{ source: { principals: [ada], notNamespaces: ['research'] } }] }])],
      connection,
      'deny',
    ],
    ['wants the port', [policy('ALLOW', [{ to: [{ operation: { ports: ['8082'] } }] }])], connection, 'deny'],
    ['allows nothing by path where only L4 is known', [policy('ALLOW', paths('/api'))], connection, 'deny'],
    ['allows nothing by notPaths where only L4 is known', [policy('ALLOW', notPaths('/x'))], connection, 'deny'],
    ['denies more, not less, where only L4 is known', [policy('DENY', paths('/other'))], connection, 'deny'],
  ])('%s', (_name, policies, attributes, expected) => {
    expect(decide(policies, attributes)).toBe(expected)
  })

  it('lets an external authorizer agree, and still asks the others', () => {
    const policies = [policy('CUSTOM', [{}]), policy('ALLOW', paths('/api'))]
    expect(decide(policies, request, () => 'allow')).toBe('allow')
    expect(decide(policies, { ...request, path: '/x' }, () => 'allow')).toBe('deny')
  })

  it('does not guess at principals with a scheme, which Istio never matches', () => {
    expect(() => decide([policy('ALLOW', principals(`spiffe://${ada}`))], connection)).toThrow('not understood')
  })

  it('takes plaintext unless a policy of the pod is STRICT on the port', () => {
    const pod = { namespace: 'n', labels: { app: 'a' } }
    const strict = {
      apiVersion: 'security.istio.io/v1',
      kind: 'PeerAuthentication',
      metadata: { name: 'p', namespace: 'n' },
      spec: {
        selector: { matchLabels: { app: 'a' } },
        mtls: { mode: 'STRICT' },
        portLevelMtls: { '8081': { mode: 'PERMISSIVE' } },
      },
    } as const
    expect(takesPlaintext([], pod, 8080)).toBe(true)
    expect(takesPlaintext([strict], pod, 8080)).toBe(false)
    expect(takesPlaintext([strict], pod, 8081)).toBe(true)
    expect(takesPlaintext([strict], { ...pod, labels: { app: 'b' } }, 8080)).toBe(true)
  })
})
