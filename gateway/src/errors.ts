/** How one outcome looks from outside, and what an operator does about it. */
type CatalogueEntry = Readonly<{
  /** HTTP status. Never 5xx for a refusal: MLflow's client repeats those up to seven times. */
  status: number
  /** One of MLflow's own codes (`mlflow/protos/databricks.proto`), so that its client raises the fitting exception. */
  error_code: string
  title: string
  remedy: string
}>

/** Every error and refusal of the gateway. `docs/errors.md` is printed from this table. */
export const errors = {
  GW_SETTINGS_INVALID: {
    status: 500,
    error_code: 'INTERNAL_ERROR',
    title: 'The settings are wrong',
    remedy: 'Correct the settings that the message names; docs/configuration.md lists them all.',
  },
  GW_ISSUER_UNREACHABLE: {
    status: 503,
    error_code: 'TEMPORARILY_UNAVAILABLE',
    title: 'The OpenID provider did not answer',
    remedy:
      'Check OIDC_DISCOVERY_URL from where the gateway runs, and that the CA of the provider is in NODE_EXTRA_CA_CERTS.',
  },
  GW_ISSUER_MISMATCH: {
    status: 500,
    error_code: 'INTERNAL_ERROR',
    title: 'The OpenID provider calls itself otherwise than OIDC_DISCOVERY_URL does',
    remedy:
      'Set OIDC_DISCOVERY_URL to the issuer as the provider spells it (in Keycloak: its hostname setting and the realm).',
  },
  GW_DATABASE_UNREACHABLE: {
    status: 503,
    error_code: 'TEMPORARILY_UNAVAILABLE',
    title: 'The database of the sessions did not answer',
    remedy: 'Check OIDC_USERS_DB_URI: host, port, database, role and password, and that PostgreSQL lets this host in.',
  },
  GW_DATABASE_MIGRATION_FAILED: {
    status: 500,
    error_code: 'INTERNAL_ERROR',
    title: 'The schema of the database could not be brought up to date',
    remedy:
      'The role needs CREATE in its schema. A database that a newer gateway has migrated needs that newer gateway.',
  },
  GW_LISTEN_FAILED: {
    status: 500,
    error_code: 'INTERNAL_ERROR',
    title: 'The gateway could not listen',
    remedy: 'Choose another host or port in the settings that the message names, or stop what holds the port.',
  },
  GW_UNEXPECTED: {
    status: 500,
    error_code: 'INTERNAL_ERROR',
    title: 'Something went wrong in the gateway',
    remedy: 'Look for the request id in the log of the gateway.',
  },
  GW_REQUEST_AMBIGUOUS: {
    status: 400,
    error_code: 'BAD_REQUEST',
    title: 'The request can be read in more than one way',
    remedy:
      'Send the path in its plain spelling: no encoded slash, no dot segment, no empty segment, no fragment, no absolute form.',
  },
  GW_HEADER_AMBIGUOUS: {
    status: 400,
    error_code: 'BAD_REQUEST',
    title: 'A header can be read in more than one way',
    remedy: 'Send each of Host, Authorization and Cookie once, and no header whose name has an underscore.',
  },
  GW_METHOD_REFUSED: {
    status: 405,
    error_code: 'BAD_REQUEST',
    title: 'The method is not served here',
    remedy: 'Use the method that the documentation of the route names.',
  },
  GW_NOT_ON_THIS_LISTENER: {
    status: 404,
    error_code: 'RESOURCE_DOES_NOT_EXIST',
    title: 'This listener does not serve that',
    remedy:
      'The traces listener takes POST /v1/traces and nothing else, the admin listener GET /livez and /readyz. MLflow is at the public URL.',
  },
  GW_BODY_TOO_LARGE: {
    status: 413,
    error_code: 'BAD_REQUEST',
    title: 'The body is too large',
    remedy:
      'Send smaller batches (send_batch_max_size of the batch processor of a collector), or raise GATEWAY_TRACES_MAX_BYTES.',
  },
  GW_MEDIA_TYPE_REFUSED: {
    status: 415,
    error_code: 'BAD_REQUEST',
    title: 'The content type is not application/x-protobuf',
    remedy:
      'Export OTLP over HTTP as binary protobuf (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf); MLflow reads no other.',
  },
  GW_TWO_CREDENTIALS: {
    status: 400,
    error_code: 'BAD_REQUEST',
    title: 'Two kinds of credentials came with one request',
    remedy: 'Send either a Bearer token or the cookie of a session (RFC 6750 §2).',
  },
  GW_UNAUTHENTICATED: {
    status: 401,
    error_code: 'UNAUTHENTICATED',
    title: 'Sign-in is needed',
    remedy: 'Open the public URL in a browser, or set MLFLOW_TRACKING_TOKEN to an access token of the OpenID provider.',
  },
  GW_SCHEME_UNSUPPORTED: {
    status: 401,
    error_code: 'UNAUTHENTICATED',
    title: 'Only Bearer credentials are understood',
    remedy:
      'Unset MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD (they win over the token) and set MLFLOW_TRACKING_TOKEN.',
  },
  GW_TOKEN_INVALID: {
    status: 401,
    error_code: 'UNAUTHENTICATED',
    title: 'The access token is not valid here',
    remedy:
      'Fetch a new one: an access token of this issuer, with the audience in OIDC_AUDIENCE. The log of the gateway names the failed check.',
  },
  GW_CROSS_SITE: {
    status: 403,
    error_code: 'PERMISSION_DENIED',
    title: 'The request came from another site',
    remedy: 'Repeat it from a page of this site. Scripts use a Bearer token and no cookie.',
  },
  GW_GROUP_MISSING: {
    status: 403,
    error_code: 'PERMISSION_DENIED',
    title: 'No access: a group is missing',
    remedy: 'Ask an administrator of the OpenID provider for membership in one of the groups, then sign in again.',
  },
  GW_BEARER_ONLY: {
    status: 403,
    error_code: 'PERMISSION_DENIED',
    title: 'This route takes Bearer tokens only',
    remedy:
      'Send traces with an access token in Authorization (OTEL_EXPORTER_OTLP_HEADERS), not from a browser session.',
  },
  GW_ROUTE_REFUSED: {
    status: 403,
    error_code: 'PERMISSION_DENIED',
    title: 'This route is not served through the gateway',
    remedy: 'Accounts live in the OpenID provider; the assistant of MLflow works on the machine of its server only.',
  },
  GW_NOT_FOUND: {
    status: 404,
    error_code: 'RESOURCE_DOES_NOT_EXIST',
    title: 'There is no such page',
    remedy: 'The pages of the gateway are /login, /logout and /oidc/ui/.',
  },
  GW_LOGIN_FLOW_UNKNOWN: {
    status: 400,
    error_code: 'BAD_REQUEST',
    title: 'This sign-in is unknown, used or too old',
    remedy:
      'Start again. Each sign-in works once, for ten minutes, in the browser that began it, with cookies allowed.',
  },
  GW_LOGIN_FAILED: {
    status: 400,
    error_code: 'BAD_REQUEST',
    title: 'The sign-in did not succeed',
    remedy: 'Start again. The log of the gateway names the failed check under the request id.',
  },
  GW_LOGOUT_TOKEN_INVALID: {
    status: 400,
    error_code: 'BAD_REQUEST',
    title: 'The logout token is not valid',
    remedy:
      'Check that the OpenID provider sends its back-channel logout for this client; the log names the failed check.',
  },
  GW_DRAINING: {
    status: 503,
    error_code: 'TEMPORARILY_UNAVAILABLE',
    title: 'The gateway is stopping',
    remedy: 'Nothing is wrong: it lets running requests finish. Another replica, or the next start, serves new ones.',
  },
  GW_UPSTREAM_UNREACHABLE: {
    status: 503,
    error_code: 'TEMPORARILY_UNAVAILABLE',
    title: 'MLflow does not answer',
    remedy: 'Check that MLflow runs at GATEWAY_UPSTREAM_URL.',
  },
  GW_UPSTREAM_BROKE: {
    status: 502,
    error_code: 'TEMPORARILY_UNAVAILABLE',
    title: 'MLflow broke off before it answered',
    remedy: 'Look into the log of MLflow at this time; a worker may have been restarted.',
  },
  GW_UPSTREAM_SLOW: {
    status: 504,
    error_code: 'TEMPORARILY_UNAVAILABLE',
    title: 'MLflow did not answer in time',
    remedy: 'Look for a slow query or a starved worker in MLflow.',
  },
} as const satisfies Record<string, CatalogueEntry>

export type ErrorCode = keyof typeof errors

/** An error with its place in the catalogue. `detail` says what was tried and what came back; never a secret. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly detail: string | undefined

  constructor(code: ErrorCode, options: { detail?: string; cause?: unknown } = {}) {
    super(options.detail === undefined ? errors[code].title : `${errors[code].title}: ${options.detail}`, {
      cause: options.cause,
    })
    this.code = code
    this.detail = options.detail
  }
}

/** The message of anything thrown, for a log line or a detail. */
export function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  if (thrown instanceof AggregateError && thrown.message === '') return thrown.errors.map(messageOf).join('; ')
  return thrown.message
}

/** `docs/errors.md`. */
export function documentErrors(): string {
  const rows = Object.entries(errors).map(
    ([code, { status, error_code, title, remedy }]) =>
      `| \`${code}\` | ${status} | \`${error_code}\` | ${title} | ${remedy} |`,
  )
  return [
    '# Errors of the gateway',
    '',
    'Printed from `gateway/src/errors.ts`; a test compares them. The code stands in the log (`reason`), the status and',
    '`error_code` in the answer. Errors of the start end the process: 2 for wrong settings, 1 for the rest.',
    '',
    '| code | status | error_code | meaning | what to do |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}
