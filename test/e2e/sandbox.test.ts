import { describe, expect, it } from 'vitest';
import { CASES } from './cases.ts';
import { sandboxLab } from './sandbox-lab.ts';

describe('the main job, on the sandbox', () => {
  it('has cases', () => {
    expect(CASES.length).toBeGreaterThan(10);
  });

  it.concurrent.each(CASES.map((one) => [one.name, one] as const))('%s', { timeout: 120_000 }, async (_, one) => {
    const lab = await sandboxLab(one.lab);
    try {
      await one.run(lab);
    } finally {
      await lab.stop();
    }
  });
});
