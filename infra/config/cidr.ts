import { z } from 'zod'

/** A block of addresses, IPv4 (RFC 4632 §3.1) or IPv6 (RFC 4291 §2.3). */
export const cidr = z
  .string()
  .refine(
    (value) => z.cidrv4().safeParse(value).success || z.cidrv6().safeParse(value).success,
    'give addresses as CIDR, for example 10.0.0.0/8',
  )
