import { describe, expect, it } from 'vitest'
import { accessOf } from '../../../../infra/local/providers/kubernetes/kubeconfig.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const file = (user: object = { token: 'T' }) =>
  JSON.stringify({
    'current-context': 'one',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1', 'certificate-authority-data': base64('CA') } }],
    users: [{ name: 'u', user }],
    contexts: [
      { name: 'one', context: { cluster: 'c', user: 'u' } },
      { name: 'two', context: { cluster: 'c', user: 'u', namespace: 'mlflow' } },
      { name: 'astray', context: { cluster: 'c', user: 'nobody' } },
    ],
  })

describe('a kubeconfig', () => {
  it('gives the access of its current context', () => {
    expect(accessOf(file())).toEqual({ server: 'https://127.0.0.1:1', ca: 'CA', token: 'T' })
  })

  it('gives the access of another context, with its namespace', () => {
    const user = { 'client-certificate-data': base64('CERT'), 'client-key-data': base64('KEY') }
    expect(accessOf(file(user), 'two')).toMatchObject({
      clientCertificate: 'CERT',
      clientKey: 'KEY',
      namespace: 'mlflow',
    })
  })

  it.each([
    ['a context that it does not have', () => accessOf(file(), 'three'), 'the kubeconfig has no context "three"'],
    ['a user that it does not have', () => accessOf(file(), 'astray'), 'the kubeconfig has no user "nobody"'],
    ['a way in that is not served', () => accessOf(file({ exec: { command: 'aws' } })), /users\.0\.user: .*exec/],
    ['a path in place of the text', () => accessOf('~/.kube/config'), 'is not one that the stand-in serves'],
    ['no YAML', () => accessOf('{'), 'the kubeconfig is no YAML'],
  ])('is refused for %s', (_name, read, message) => expect(read).toThrow(message))
})
