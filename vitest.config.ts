import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cluster/**', 'test/parts/**'],
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
