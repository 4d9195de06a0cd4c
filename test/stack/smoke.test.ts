import { describe, expect, inject, it } from 'vitest'
import { checks } from '../../infra/local/smoke/checks.ts'

describe('the smoke proof', () => {
  const stack = inject('stack')
  it.each(checks.map(({ name, prove }) => [name, prove] as const))('%s', (_name, prove) =>
    expect(prove(stack)).resolves.toBeUndefined(),
  )
})
