import { describe, expect, it } from 'vitest';
import { CASES } from '../e2e/cases.ts';
import { clusterLab } from './lab.ts';

describe('the main job, on a real kube-apiserver', () => {
  it('has cases', () => {
    expect(CASES.length).toBeGreaterThan(10);
  });

  it.each(CASES.map((one) => [one.name, one] as const))('%s', { timeout: 180_000 }, async (_, one) => {
    const lab = await clusterLab(one.lab);
    try {
      await one.run(lab);
    } finally {
      await lab.stop();
    }
  });
});
