import { generateKeyPairSync } from 'node:crypto'
import { rootCertificates } from 'node:tls'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trust } from '../../infra/config/trust.ts'
import { trustProblems } from '../../infra/config/trust-rules.ts'
import { trustInput } from './arbitraries/trust.ts'

const [certificate = ''] = rootCertificates
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const key = (type: 'pkcs8' | 'sec1') => privateKey.export({ type, format: 'pem' }).toString()
const encrypted = privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString()
const inline = (...certificates: string[]) => trustProblems(trust.parse({ mode: 'inline', certificates }))

describe('certificates in the configuration', () => {
  it.each<[string, string, string]>([
    ['a private key (PKCS#8)', key('pkcs8'), 'holds a private key'],
    ['a private key of the older kind (SEC 1)', key('sec1'), 'holds a private key'],
    ['an encrypted private key', encrypted, 'holds a private key'],
    ['a private key behind a certificate', `${certificate}\n${key('pkcs8')}`, 'holds a private key'],
    ['a private key that was cut off', key('pkcs8').slice(0, 80), 'holds a private key'],
    ['a public key', publicKey.export({ type: 'spki', format: 'pem' }).toString(), 'holds a PUBLIC KEY'],
    ['no PEM', 'MIIB', 'holds no PEM certificate'],
    ['a certificate that was cut off', certificate.slice(0, 200), 'holds no PEM certificate'],
    ['a broken certificate', certificate.replace(/\n[^-\n]{30}/, '\n'), 'number 1'],
    [
      'a broken certificate behind a right one',
      `${certificate}\n${certificate.replace(/\n[^-\n]{30}/, '\n')}`,
      'number 2',
    ],
  ])('may not be %s', (_name, text, reason) => {
    expect(inline(certificate, text)).toEqual([
      { key: 'trust.certificates.1', remedy: expect.stringContaining(reason) },
    ])
  })

  it('never turn up in a problem, whatever they hold', () => {
    for (const text of [key('pkcs8'), key('sec1'), encrypted]) {
      const told = JSON.stringify(inline(text))
      for (const line of text.split('\n').filter((part) => part.length > 20 && !part.startsWith('-----')))
        expect(told).not.toContain(line)
    }
  })

  it('may have ended: a preview says the same on every day', () => {
    const oldest = rootCertificates.toSorted()[0] ?? ''
    expect(inline(oldest)).toEqual([])
  })
})

describe('the trust section', () => {
  it.each<[string, object]>([
    ['inline without certificates', { mode: 'inline', certificates: [] }],
    ['public roots of images that are told nothing', { mode: 'none', publicRoots: true }],
    ['a ConfigMap without a name', { mode: 'configMap' }],
    ['a mode that does not exist', { mode: 'system' }],
  ])('refuses %s', (_name, input) => {
    expect(trust.safeParse(input).success).toBe(false)
  })

  it('of mode trustManager needs something to trust', () => {
    const empty = { mode: 'trustManager', publicRoots: false }
    expect(trustProblems(trust.parse(empty))).toMatchObject([{ key: 'trust' }])
    expect(trustProblems(trust.parse({ ...empty, secrets: [{ name: 'root', key: 'ca.crt' }] }))).toEqual([])
  })

  it('of any right shape has no problem', () => {
    fc.assert(
      fc.property(trustInput, (input) => {
        expect(trustProblems(trust.parse(input))).toEqual([])
      }),
    )
  })
})
