import { describe, expect, it } from 'vitest'
import { documentErrors, errors, GatewayError } from '../../gateway/src/errors.ts'

describe('the catalogue', () => {
  it('is what docs/errors.md says', async () => {
    await expect(documentErrors()).toMatchFileSnapshot('../../gateway/docs/errors.md')
  })

  // MLflow's client repeats 5xx up to seven times, for every method: a refusal must never look like an outage.
  it.each(Object.entries(errors))('%s has a code of MLflow that fits its status', (_code, { status, error_code }) => {
    const fitting: Record<number, string[]> = {
      400: ['BAD_REQUEST', 'INVALID_PARAMETER_VALUE'],
      401: ['UNAUTHENTICATED'],
      403: ['PERMISSION_DENIED'],
      404: ['RESOURCE_DOES_NOT_EXIST'],
      405: ['BAD_REQUEST'],
      413: ['BAD_REQUEST'],
      415: ['BAD_REQUEST'],
      500: ['INTERNAL_ERROR'],
      502: ['TEMPORARILY_UNAVAILABLE'],
      503: ['TEMPORARILY_UNAVAILABLE'],
      504: ['TEMPORARILY_UNAVAILABLE'],
    }
    expect(fitting[status]).toContain(error_code)
  })

  it('keeps the cause', () => {
    const cause = new Error('below')
    expect(new GatewayError('GW_UNEXPECTED', { cause })).toMatchObject({ cause, code: 'GW_UNEXPECTED' })
  })
})
