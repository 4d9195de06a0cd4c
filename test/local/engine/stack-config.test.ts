import { describe, expect, it } from 'vitest'
import { mergeConfig } from '../../../infra/local/engine/stack-config.ts'

describe("a start's stack config", () => {
  const committed = {
    'gatehouse:environment': 'development',
    'gatehouse:databases': { mode: 'external', host: 'db.example.com', sslMode: 'disable' },
  }
  const decided = { 'gatehouse:databases': { host: '127.0.0.1', port: 7000 } }

  it('completes the committed objects and keeps what it does not decide', () => {
    expect(mergeConfig(committed, {}, decided)).toEqual({
      'gatehouse:environment': 'development',
      'gatehouse:databases': { mode: 'external', host: '127.0.0.1', port: 7000, sslMode: 'disable' },
    })
  })

  it('keeps what an earlier start encrypted, and nothing else of it', () => {
    const earlier = { 'gatehouse:password': { secure: 'v1:abc' }, 'gatehouse:removed': 'plain' }
    expect(mergeConfig(committed, earlier, decided)).toMatchObject({ 'gatehouse:password': { secure: 'v1:abc' } })
    expect(mergeConfig(committed, earlier, decided)).not.toHaveProperty('gatehouse:removed')
  })
})
