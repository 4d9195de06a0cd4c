/** The kinds of text that settings are made of. */
import { z } from 'zod'

/** A label of DNS (RFC 1123 §2.1): names of realms, clients, groups and buckets stay inside it. */
export const label = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'use lower-case letters, digits and inner hyphens, at most 63')

/** PostgreSQL identifiers that need no quoting, shorter than NAMEDATALEN (PostgreSQL manual §4.1.1). */
export const identifier = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,62}$/, 'use lower-case letters, digits and underscores, at most 63')

/** An origin: scheme, host and port, nothing behind it. Redirect URIs are made from it, so it has to be exact. */
export const origin = z
  .url({ protocol: /^https?$/, error: 'use an http(s) URL such as https://mlflow.example.com' })
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    'give scheme, host and port only, without a path or a trailing slash',
  )

/** A base URL that may have a path (Keycloak under a prefix) but never ends in a slash. */
export const baseUrl = z
  .url({ protocol: /^https?$/, error: 'use an http(s) URL such as https://keycloak.example.com' })
  .refine((value) => !value.endsWith('/') && !/[?#]/.test(value), 'leave out the trailing slash, query and fragment')

/** Host and port of a server that is not named by a URL. */
export const endpoint = z.string().regex(/^[a-zA-Z0-9.-]+:\d{1,5}$/, 'give host:port, for example minio.minio.svc:9000')

/** Go's duration text in minutes, hours or seconds, as the Keycloak provider takes it. */
export const duration = z
  .string()
  .regex(/^(\d+h)?(\d+m)?(\d+s)?$/, 'write a duration such as 30m, 10h or 1h30m')
  .min(2)

/** Groups are named by people in Keycloak: any text but a slash (the path separator) or a comma (the list separator). */
export const groupName = z.string().regex(/^[^/,\s][^/,]*$/, 'name a top-level group, without slash or comma')

/** An amount as Kubernetes writes it, for example `500m`, `2`, `20Gi`. */
export const quantity = z
  .string()
  .regex(/^[1-9][0-9]*(m|k|Ki|M|Mi|G|Gi|T|Ti)?$/, 'write a quantity such as 500m, 2 or 20Gi')

/** Six fields, seconds first (robfig/cron): numbers, ranges, steps and lists. */
export const cronSchedule = z
  .string()
  .regex(/^(\S+ ){5}\S+$/, 'write six fields, seconds first, such as 0 0 2 * * *')
  .regex(/^[0-9*/,\- ?A-Za-z]+$/, 'use numbers, names and the signs * / , - ? only')
