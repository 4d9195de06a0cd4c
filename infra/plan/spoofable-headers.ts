/**
 * Request headers by which proxies tell who somebody is or what was asked for. Nobody outside may send them; the gateway
 * drops them too. At most sixteen: an HTTPRoute's filter takes no more.
 */
export const spoofableHeaders = [
  'X-Forwarded-User',
  'X-Forwarded-Email',
  'X-Forwarded-Groups',
  'X-Forwarded-Preferred-Username',
  'X-Forwarded-Access-Token',
  'X-Forwarded-Client-Cert',
  'X-Forwarded-Uri',
  'X-Auth-Request-User',
  'X-Auth-Request-Email',
  'X-Auth-Request-Groups',
  'X-Remote-User',
  'X-Remote-Group',
  'Remote-User',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-HTTP-Method-Override',
] as const
