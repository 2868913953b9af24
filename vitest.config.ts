import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // lanes of their own: a real API server, real parts, and what takes long (vitest.long.config.ts)
    exclude: ['test/cluster/**', 'test/parts/**', 'test/faults/**', 'test/docs/**', 'test/states/end-to-end.test.ts'],
    pool: 'forks',
    // three for two cores: many tests wait; one world for all files of a worker, since loading the program anew for each takes a third of the time
    maxWorkers: 3,
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    env: { TZ: 'UTC', NO_COLOR: '1', COLUMNS: '80' },
    unstubEnvs: true,
  },
});
