import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pairs, requestHeaders } from '../../../gateway/src/upstream/headers.ts'

const stamps = { requestId: 'id-1', clientAddress: '192.0.2.1', https: true }
const ours = ['X-Request-Id', 'id-1', 'X-Forwarded-For', '192.0.2.1', 'X-Forwarded-Proto', 'https']

it('keeps the rest in order, case and number', () => {
  const raw = [
    'Accept',
    'a',
    'x-Custom',
    '1',
    'X-CUSTOM',
    '2',
    'Content-Type',
    'application/json',
    'X-Mlflow-Run-Id',
    'r',
  ]
  expect(requestHeaders(raw, stamps)).toEqual([...raw, ...ours])
})

it('says each of its own things exactly once, whatever comes in', () => {
  const name = fc.constantFrom(
    'X-Forwarded-For',
    'x-forwarded-proto',
    'X-REQUEST-ID',
    'Connection',
    'X-Real-IP',
    'Accept',
    'Host',
  )
  const value = fc.constantFrom('close', 'x-forwarded-for', 'X-Request-Id, x-forwarded-proto', 'forged', '')
  const once = fc.property(fc.array(fc.tuple(name, value)), (sent) => {
    const result = [...pairs(requestHeaders(sent.flat(), stamps))]
    const own = result.filter(([header]) => /^x-(?:forwarded-|request-id|real-ip)|^host$|^connection$/i.test(header))
    return JSON.stringify(own.flat()) === JSON.stringify(ours)
  })
  expect(fc.check(once).counterexample).toBeNull()
})
