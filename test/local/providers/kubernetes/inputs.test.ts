import { describe, expect, it } from 'vitest'
import { isAutonamed, withName } from '../../../../infra/local/providers/kubernetes/autoname.ts'
import { redacted } from '../../../../infra/local/providers/kubernetes/redacted.ts'
import { replacingPaths } from '../../../../infra/local/providers/kubernetes/replacing.ts'
import { marked, sealedContent } from '../../../../infra/local/providers/kubernetes/secret-content.ts'
import { objectType } from '../../../../infra/local/providers/kubernetes/type-token.ts'
import { Secret, UNKNOWN, type Values } from '../../../../infra/local/providers/plugin/value.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('the name of an object', () => {
  const naming = { urn: 'urn:pulumi:dev::gatehouse::kubernetes:core/v1:Secret::mlflow', olds: {} }
  const named = (inputs: object, olds = {}, seed = 1) =>
    withName({ ...inputs }, { ...naming, olds, randomSeed: new Uint8Array([seed]) })

  it('is drawn where the program says none: the same in a preview and its update, another for a replacement', () => {
    const first = named({})
    expect(first).toMatchObject({ metadata: { name: expect.stringMatching(/^mlflow-[0-9a-f]{8}$/) } })
    expect(isAutonamed(first)).toBe(true)
    expect(named({})).toEqual(first)
    expect(named({}, {}, 2)).not.toEqual(first)
  })

  it('that was drawn stays', () => expect(named({ data: {} }, named({}), 2)).toEqual({ ...named({}), data: {} }))

  it.each<[string, Values]>([
    ['said', { metadata: { name: 'mlflow' } }],
    ['not known yet', { metadata: { name: UNKNOWN } }],
    ['made by the server', { metadata: { generateName: 'mlflow-' } }],
  ])('is left alone where it is %s', (_name, inputs) => {
    expect(named(inputs)).toEqual(inputs)
    expect(isAutonamed(inputs)).toBe(false)
  })

  it('that the program said before gives way to a drawn one', () =>
    expect(named({}, { metadata: { name: 'fixed' } })).toEqual(named({})))
})

describe('the content of a Secret', () => {
  it('is told as data, and is secret however it was passed', () => {
    const { data, ...others } = sealedContent({ kind: 'Secret', stringData: { a: 'x', b: new Secret('y') } })
    expect(others).toEqual({ kind: 'Secret' })
    expect(data).toEqual(new Secret({ a: base64('x'), b: base64('y') }))
  })

  it('keeps a value that is not known yet apart', () =>
    expect(sealedContent({ stringData: { a: 'x', b: UNKNOWN } })['data']).toEqual(
      new Secret({ a: base64('x'), b: UNKNOWN }),
    ))

  it('goes over data that says the same key', () =>
    expect(sealedContent({ data: { a: 'b2xk', c: 'Yw==' }, stringData: { a: 'new' } })['data']).toEqual(
      new Secret({ a: base64('new'), c: 'Yw==' }),
    ))
})

it('marks in the live object what was secret in the inputs, at every depth', () => {
  const inputs = { data: { a: new Secret('x'), b: 'y' }, list: [{ c: new Secret('z') }] }
  const live = { data: { a: 'x', b: 'y', added: '1' }, list: [{ c: 'z' }, { c: 'other' }] }
  expect(marked(live, inputs)).toEqual({
    data: { a: new Secret('x'), b: 'y', added: '1' },
    list: [{ c: new Secret('z') }, { c: 'other' }],
  })
})

it.each([
  ['in clear', 'Invalid value: "hunter2hunter2"'],
  ['in base64', `Invalid value: "${base64('hunter2hunter2')}"`],
])('takes a secret %s out of a message', (_name, message) =>
  expect(redacted(message, { data: new Secret({ password: 'hunter2hunter2' }) })).toBe('Invalid value: "[secret]"'),
)

describe('a type', () => {
  it.each([
    ['kubernetes:core/v1:Secret', { apiVersion: 'v1', kind: 'Secret' }],
    ['kubernetes:apps/v1:Deployment', { apiVersion: 'apps/v1', kind: 'Deployment' }],
    ['kubernetes:postgresql.cnpg.io/v1:Cluster', { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster' }],
    [
      'kubernetes:external-secrets.io/v1alpha1:PushSecret',
      { apiVersion: 'external-secrets.io/v1alpha1', kind: 'PushSecret' },
    ],
  ])('%s is %j', (token, expected) => expect(objectType(token)).toEqual(expected))

  it.each([
    'kubernetes:yaml/v2:ConfigGroup',
    'kubernetes:helm.sh/v4:Chart',
    'kubernetes:core/v1:SecretPatch',
    'kubernetes:core/v1:SecretList',
    'random:index/randomBytes:RandomBytes',
  ])('%s is refused', (token) => expect(() => objectType(token)).toThrow(token))
})

it.each([
  ['v1', 'ConfigMap', false, 'data'],
  ['v1', 'Secret', false, 'stringData'],
  ['apps/v1', 'Deployment', false, 'spec.selector'],
  ['batch/v1', 'Job', true, 'spec.template'],
  ['postgresql.cnpg.io/v1', 'Cluster', true, 'metadata.namespace'],
])('a %s %s is replaced (mutable content: %s) when %s changes', (apiVersion, kind, mutable, path) =>
  expect(replacingPaths({ apiVersion, kind }, mutable)).toContain(path),
)
it('a ConfigMap whose content is mutable is not replaced by it', () =>
  expect(replacingPaths({ apiVersion: 'v1', kind: 'ConfigMap' }, true)).not.toContain('data'))
