import { defineConfig } from 'vitest/config'

/**
 * Two kinds of test. `unit` needs nothing but the packages: pure functions, mocks of the Pulumi engine, a real OpenID
 * provider and real upstreams on port 0, and one real PostgreSQL that its global set-up starts. `stack` runs against the
 * local stack's real servers, which its global set-up starts once on free ports.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/{infra,gateway,local,rejections,advisories}/**/*.test.ts'],
          globalSetup: ['test/support/postgresql-server.ts'],
          pool: 'forks',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'stack',
          include: ['test/stack/**/*.test.ts'],
          globalSetup: ['test/stack/setup.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 900_000,
        },
      },
    ],
  },
})
