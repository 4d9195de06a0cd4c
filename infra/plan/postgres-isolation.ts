/**
 * Lines of pg_hba.conf that keep two roles apart: each reaches its own database and no other, over TLS only, and nobody
 * else reaches the two. Every role may connect to every database otherwise, and the operator's `Database` can't revoke
 * that. The first line that matches decides (PostgreSQL manual §20.1). Operator and pooler stay unaffected: their own lines
 * stand before these, and they authenticate with certificates.
 */
export function isolationLines(databases: readonly string[]): string[] {
  return [
    ...databases.map((name) => `hostssl ${name} ${name} all scram-sha-256`),
    ...databases.flatMap((name) => [`host ${name} all all reject`, `host all ${name} all reject`]),
  ]
}
