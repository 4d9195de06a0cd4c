import fc from 'fast-check'
import { expect, it } from 'vitest'
import { safeReturnPath } from '../../gateway/src/http/return-path.ts'

const publicUrl = 'https://mlflow.example.com'
const evil = 'evil.example'

const prefixes = [
  '//',
  '///',
  '////',
  '/\\',
  '\\\\',
  '\\/',
  '/\t/',
  '/\n/',
  '/\r/',
  '\t//',
  ' //',
  '/ /',
  '/%09/',
  '/%5c',
  '/%2f',
  '/.//',
  '/..//',
  '/./\\',
  'https:',
  'https:/',
  'https://',
  'https:\\\\',
  'http://',
  'ftp://',
  '@',
  '/@',
  '//@',
  '/\u2028/',
  '/\u00a0/',
  '/\u3002',
  '\u0000//',
  '/;@',
  '/?//',
  '',
]
const hosts = [
  evil,
  `${evil}/x`,
  `user@${evil}`,
  `mlflow.example.com@${evil}`,
  `mlflow.example.com.${evil}`,
  `${evil}%2f..`,
  `${evil}#x`,
  `${evil}\\@mlflow.example.com`,
  '127.0.0.1',
  '[::1]',
  '0x7f000001',
  'evil。example',
]
const others = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'blob:x',
  'javascript://mlflow.example.com/%0aalert(1)',
  'mailto:a@b',
  '/login',
  '/login?return_to=/login',
  '/logout',
  '/callback?code=x&state=y',
  `/${'x'.repeat(3_000)}`,
]

const corpus = [...prefixes.flatMap((prefix) => hosts.map((host) => prefix + host)), ...others]

it(`leads nowhere but to our own origin, for ${corpus.length} hostile targets`, () => {
  expect(corpus.filter((target) => !isOwnPath(safeReturnPath(target, publicUrl)))).toEqual([])
})

it('leads nowhere but to our own origin, whatever comes', () => {
  const pieces = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '@',
    ':',
    '#',
    '?',
    '%2f',
    '%5c',
    '\t',
    '\n',
    ' ',
    'https',
    evil,
    'a',
  )
  const target = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((parts) => parts.join('')),
  )
  const leads = fc.property(target, (text) => isOwnPath(safeReturnPath(text, publicUrl)))
  expect(fc.check(leads, { numRuns: 2_000 }).counterexample).toBeNull()
})

it.each(['/', '/experiments/1?x=y&z=%2F', '/static-files/a.js', '/loginfo'])('keeps an honest path: %s', (path) => {
  expect(safeReturnPath(path, publicUrl)).toBe(path)
})

it.each([null, undefined, ''])('goes to the front page for %s', (path) => {
  expect(safeReturnPath(path, publicUrl)).toBe('/')
})

function isOwnPath(result: string): boolean {
  return (
    new URL(result, publicUrl).origin === publicUrl &&
    /^\/(?![/\\])/.test(result) &&
    // oxlint-disable-next-line no-control-regex -- browsers drop these, so they must not be there
    !/[\u0000-\u0020\\]/.test(result) &&
    !/^\/(?:login|logout|callback)(?:[/?]|$)/.test(result)
  )
}
