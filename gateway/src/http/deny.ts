import type { DenyReason } from '../authorization/decide.ts'
import type { ErrorCode } from '../errors.ts'

/** A new reason does not compile until someone says how it looks from outside. */
export const answers = {
  unauthenticated: 'GW_UNAUTHENTICATED',
  'group-missing': 'GW_GROUP_MISSING',
  'route-refused': 'GW_ROUTE_REFUSED',
  'bearer-only': 'GW_BEARER_ONLY',
} as const satisfies Record<DenyReason, ErrorCode>
