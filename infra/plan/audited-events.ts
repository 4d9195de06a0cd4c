/** Login events that Keycloak keeps: who came in, who failed, and what changed about an account. */
export const auditedEvents = [
  'LOGIN',
  'LOGIN_ERROR',
  'LOGOUT',
  'LOGOUT_ERROR',
  'CODE_TO_TOKEN_ERROR',
  'CLIENT_LOGIN',
  'CLIENT_LOGIN_ERROR',
  'REFRESH_TOKEN_ERROR',
  'UPDATE_PASSWORD',
  'UPDATE_PASSWORD_ERROR',
  'UPDATE_EMAIL',
  'RESET_PASSWORD',
  'RESET_PASSWORD_ERROR',
] as const

/** Events are kept for 30 days. Seconds. */
export const eventsExpirationSeconds = 30 * 24 * 60 * 60
