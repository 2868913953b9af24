import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

// What runs whole commands again and again: faults and kills, every guide page, set-ups from state to state.
export default defineConfig({ test: { ...base.test, include: ['test/faults/**/*.test.ts', 'test/docs/**/*.test.ts', 'test/states/end-to-end.test.ts'], exclude: [], maxWorkers: 2 } });
