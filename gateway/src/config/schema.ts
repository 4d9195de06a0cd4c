import { z } from 'zod'

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Plain http is for this machine alone: a cookie or a code must not cross a network in the clear (RFC 9700 §2.6). */
function isHttpsOrLoopback(value: string): boolean {
  const url = URL.parse(value)
  if (url === null) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && loopbackHosts.has(url.hostname))
}

function isOrigin(value: string): boolean {
  const url = URL.parse(value)
  return url !== null && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === ''
}

const httpUrl = z
  .string()
  .refine((value) => /^https?:$/.test(URL.parse(value)?.protocol ?? ''), 'must be an http(s) URL')
const secureUrl = httpUrl.refine(isHttpsOrLoopback, 'must be https, or http on localhost, 127.0.0.1 or [::1]')
const origin = (url: typeof httpUrl) =>
  url.refine(isOrigin, 'must be an origin: scheme, host and port, no path').transform((value) => new URL(value).origin)
const list = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
)
const groups = list.refine((names) => names.length > 0, 'must name at least one group')
const seconds = (minimum: number, maximum: number) =>
  z.coerce
    .number('must be a number of seconds')
    .int('must be whole')
    .min(minimum, `must be ≥ ${minimum}`)
    .max(maximum, `must be ≤ ${maximum}`)

const port = z.coerce
  .number('must be a port')
  .int('must be a port')
  .min(0, 'must be ≥ 0')
  .max(65_535, 'must be ≤ 65535')

/** What a batch of spans may have at most; the collector's own default for what it receives is 20 MiB. */
const tracesDefaultBytes = 67_108_864
const tracesMaximumBytes = 1_073_741_824

/** Bytes of entropy that HKDF may stretch into keys; fewer could be guessed (NIST SP 800-57). */
const secretKeyMinimumBytes = 32

/** Every setting of the gateway, by the name of its environment variable. `docs/configuration.md` is printed from it. */
export const fields = {
  GATEWAY_PUBLIC_URL: origin(secureUrl).meta({
    description:
      'Origin at which browsers and clients reach the gateway, such as `https://mlflow.example.com`. `http` only on a loopback host.',
  }),
  GATEWAY_HOST: z.string().min(1).default('0.0.0.0').meta({ description: 'Address of the public listener.' }),
  GATEWAY_PORT: port.default(8080).meta({ description: 'Port of the public listener; 0 is any free one.' }),
  GATEWAY_ADMIN_HOST: z.string().min(1).default('127.0.0.1').meta({
    description:
      'Address of the admin listener (`/livez`, `/readyz`). In a pod `0.0.0.0`, so that its node can probe it.',
  }),
  GATEWAY_ADMIN_PORT: port.default(8081).meta({ description: 'Port of the admin listener; 0 is any free one.' }),
  GATEWAY_TRACES_HOST: z.string().min(1).default('127.0.0.1').meta({
    description:
      'Address of the traces listener, which asks for no credential: whoever reaches it may write traces. In a pod `0.0.0.0`, behind a policy of the mesh that admits the collector alone.',
  }),
  GATEWAY_TRACES_PORT: port.optional().meta({
    description: 'Port of the traces listener (`POST /v1/traces` and nothing else); 0 is any free one.',
    fallback: 'off',
  }),
  GATEWAY_TRACES_MAX_BYTES: z.coerce
    .number('must be a number of bytes')
    .int('must be whole')
    .min(1, 'must be ≥ 1')
    .max(tracesMaximumBytes, `must be ≤ ${tracesMaximumBytes}`)
    .default(tracesDefaultBytes)
    .meta({ description: 'Bytes that one request to the traces listener may have, as they come over the wire.' }),
  GATEWAY_UPSTREAM_URL: origin(httpUrl).default('http://127.0.0.1:5001').meta({ description: 'Origin of MLflow.' }),
  OIDC_DISCOVERY_URL: secureUrl
    .refine((value) => URL.parse(value)?.search === '', 'must have no query')
    .meta({
      description:
        'Issuer of the OpenID provider, with or without `/.well-known/openid-configuration` (OIDC Discovery §4).',
    }),
  OIDC_CLIENT_ID: z.string().min(1).meta({ description: 'Client id of the gateway at the issuer.' }),
  OIDC_CLIENT_SECRET: z
    .string()
    .min(1)
    .meta({ description: 'Client secret of the gateway at the issuer.', secret: true }),
  OIDC_REDIRECT_URI: secureUrl.optional().meta({
    description: 'Redirect URI as registered at the issuer; it has the origin of GATEWAY_PUBLIC_URL.',
    fallback: '`<GATEWAY_PUBLIC_URL>/callback`',
  }),
  OIDC_SCOPE: z
    .string()
    .default('openid profile email groups')
    .transform((value) => value.split(/[\s,]+/).filter((scope) => scope !== ''))
    .refine((scopes) => scopes.includes('openid'), 'must contain openid')
    .meta({ description: 'Scopes to ask for, separated by spaces or commas.' }),
  OIDC_GROUP_NAME: groups.meta({ description: 'Groups whose members may use MLflow, separated by commas.' }),
  OIDC_ADMIN_GROUP_NAME: groups.meta({ description: 'Groups whose members are administrators, separated by commas.' }),
  OIDC_GROUPS_ATTRIBUTE: z
    .string()
    .min(1)
    .default('groups')
    .meta({ description: 'Claim that holds the groups; dots lead into objects (`resource_access.mlflow.roles`).' }),
  OIDC_PROVIDER_DISPLAY_NAME: z
    .string()
    .min(1)
    .default('single sign-on')
    .meta({ description: 'Name of the issuer on the pages of the gateway.' }),
  OIDC_AUDIENCE: list
    .refine((names) => names.length > 0, 'must name at least one audience')
    .optional()
    .meta({
      description: 'Audiences, separated by commas: one of them must be in `aud` of an access token.',
      fallback: 'OIDC_CLIENT_ID',
    }),
  OIDC_USERS_DB_URI: z
    .string()
    .transform((value) => value.replace(/^postgres(?:ql)?(?:\+\w+)?:\/\//, 'postgresql://'))
    .refine(
      (value) => /^postgresql:\/\/[^/]+\/[^/]/.test(value),
      'must be postgresql://user:password@host:port/database; SQLite is not supported',
    )
    .meta({
      description: 'PostgreSQL database of the gateway: `postgresql://user:password@host:port/database`.',
      secret: true,
    }),
  SECRET_KEY: z
    .string()
    .refine(
      (value) => Buffer.byteLength(value) >= secretKeyMinimumBytes,
      `must have at least ${secretKeyMinimumBytes} bytes, for example from: openssl rand -base64 48`,
    )
    .meta({
      description:
        'Key from which the keys for stored tokens are derived; the same on every replica. At least 32 bytes.',
      secret: true,
    }),
  GATEWAY_SESSION_IDLE_SECONDS: seconds(60, 2_592_000)
    .default(28_800)
    .meta({ description: 'Seconds after which an unused session ends.' }),
  GATEWAY_SESSION_ABSOLUTE_SECONDS: seconds(60, 2_592_000)
    .default(86_400)
    .meta({ description: 'Seconds after which any session ends.' }),
  GATEWAY_START_TIMEOUT_SECONDS: seconds(0, 600)
    .default(30)
    .meta({ description: 'Seconds to wait at start for the issuer and the database.' }),
  GATEWAY_DRAIN_SECONDS: seconds(0, 3_600)
    .default(30)
    .meta({ description: 'Seconds that requests may still take after SIGTERM.' }),
  LOG_LEVEL: z
    .preprocess(
      (value) => (typeof value === 'string' ? value.toLowerCase() : value),
      z
        .enum(
          ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
          'must be one of fatal, error, warn, info, debug, trace, silent',
        )
        .default('info'),
    )
    .meta({ description: 'Least severe level to log.' }),
} as const

export type SettingName = keyof typeof fields

/** All settings together, with the rules that join two of them. */
export const schema = z
  .object(fields)
  .superRefine((settings, context) => {
    const redirect = settings.OIDC_REDIRECT_URI
    if (redirect !== undefined && new URL(redirect).origin !== settings.GATEWAY_PUBLIC_URL) {
      context.addIssue({
        code: 'custom',
        path: ['OIDC_REDIRECT_URI'],
        message: 'must have the origin of GATEWAY_PUBLIC_URL',
      })
    }
    const ports = ['GATEWAY_PORT', 'GATEWAY_ADMIN_PORT', 'GATEWAY_TRACES_PORT'] as const
    for (const [index, name] of ports.entries()) {
      const same = ports.slice(0, index).find((other) => settings[other] === settings[name])
      if (same === undefined || !settings[name]) continue
      context.addIssue({ code: 'custom', path: [name], message: `must be another port than that of ${same}` })
    }
    if (settings.GATEWAY_SESSION_IDLE_SECONDS > settings.GATEWAY_SESSION_ABSOLUTE_SECONDS) {
      context.addIssue({
        code: 'custom',
        path: ['GATEWAY_SESSION_IDLE_SECONDS'],
        message: 'must not exceed GATEWAY_SESSION_ABSOLUTE_SECONDS',
      })
    }
  })
  .transform((settings) => ({
    ...settings,
    OIDC_REDIRECT_URI: settings.OIDC_REDIRECT_URI ?? `${settings.GATEWAY_PUBLIC_URL}/callback`,
    OIDC_AUDIENCE: settings.OIDC_AUDIENCE ?? [settings.OIDC_CLIENT_ID],
  }))

export type Settings = Readonly<z.output<typeof schema>>
