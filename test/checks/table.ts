import { describe, expect, test } from 'vitest';
import { ALL_CHECKS } from '../../src/checks/all.ts';
import { CODES, type Code } from '../../src/registry/codes.ts';
import { runChecks } from '../../src/checks/engine.ts';
import type { Finding } from '../../src/checks/types.ts';
import { NOW, snapshotOf, type Stage } from './worlds.ts';

/** A name, and the world that it names. A string beside a positive must be in the finding's message. */
export type Positive = [name: string, stage: () => Stage, words?: string | RegExp];
export type NearMiss = [name: string, stage: () => Stage];

export function findingsOf(stage: Stage, now = NOW): Finding[] {
  return runChecks(ALL_CHECKS, snapshotOf(stage), { now });
}

/** Runs all the checks on every world: the code must be found in the positives, with words and a remedy that is filled in, and in no near miss. */
export function table(code: Code, positives: Positive[], nearMisses: NearMiss[]): void {
  describe(`checks ${code}`, () => {
    test.each(positives)('is found: %s', (_name, stage, words) => {
      const found = findingsOf(stage()).filter((finding) => finding.code === code);
      expect(found).toHaveLength(1);
      const [first] = found;
      expect(first?.message).toMatch(words ?? /\S/);
      expect(first?.subject).toMatch(/^[a-z]+[a-z.]*\/\S/);
      expect(first?.remedy ?? '').not.toMatch(/\{[a-z]+\}/);
      // a rule may know more of its case
      expect(first?.cause?.startsWith(CODES[code].cause)).toBe(true);
    });
    test.each(nearMisses)('is not found: %s', (_name, stage) => {
      expect(findingsOf(stage()).map((finding) => finding.code)).not.toContain(code);
    });
  });
}
