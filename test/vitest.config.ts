import { defineConfig } from 'vitest/config'

/**
 * Three kinds of test. `unit` needs nothing but the packages: pure functions, mocks of the Pulumi engine, a real OpenID
 * provider and real upstreams on port 0, and one real PostgreSQL that its global set-up starts. `stack` runs against the
 * local stack's real servers, which its global set-up starts once on free ports, and `cluster` against a real Kubernetes
 * API server.
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
          // Loading the packages anew for each file is half of the time that a run takes. A file that changes what others
          // see (the environment, a timer, the engine's mocks) puts it back.
          isolate: false,
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
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          globalSetup: ['test/cluster/setup.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
})
