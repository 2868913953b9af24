import { describe, expect, test } from 'vitest';
import { EXIT } from '../../src/errors.ts';
import { showPlan } from '../../src/plan/show.ts';
import { toJson } from '../../src/report/machine.ts';
import { resultOf } from '../../src/report/result.ts';
import { statusOf } from '../../src/report/status.ts';
import { broken, FAULTS } from '../checks/faults.ts';
import { NOW, serving, snapshotOf } from '../checks/worlds.ts';
import { faults } from '../support/schema.ts';
import { FINDINGS, planOf, PROVEN, STEPS } from './samples.ts';

const asJson = (value: unknown): unknown => JSON.parse(toJson(value));
const status = statusOf(snapshotOf(broken(FAULTS)), NOW);
const plan = showPlan(planOf(Object.values(STEPS), { losses: [{ what: 'x', why: 'y', images: 3 }] }));

describe('what is printed is what is published', () => {
  test.each<[string, string, unknown]>([
    ['a status', 'status.v1.json', status],
    ['the status of a healthy registry', 'status.v1.json', statusOf(snapshotOf(serving('odf-s3-complete')), NOW)],
    ['a plan', 'plan.v1.json', plan],
    ['a plan of nothing', 'plan.v1.json', showPlan(planOf([]))],
    ['a bare result', 'result.v1.json', resultOf('expose', 'done')],
    ['a result with findings', 'result.v1.json', resultOf('setup', 'preflight', { findings: FINDINGS, code: 'RC-X', remedy: 'oc' })],
    ['a result with everything', 'result.v1.json', resultOf('setup', 'done', { status, plan, proofs: [PROVEN], written: ['a/b'], message: 'm' })],
  ])('%s', (_name, file, value) => {
    expect(faults(asJson(value), file)).toEqual([]);
  });
  test.each(Object.entries(EXIT))('the outcome %s has the exit code %i', (outcome, exitCode) => {
    const result = resultOf('status', outcome as keyof typeof EXIT);
    expect(result.exitCode).toBe(exitCode);
    expect(faults(asJson(result), 'result.v1.json')).toEqual([]);
  });
});

describe('what is not published is refused, naming the field', () => {
  const bare = (): Record<string, unknown> => asJson(resultOf('x', 'done')) as Record<string, unknown>;
  test.each<[string, string, Record<string, unknown>, RegExp]>([
    ['another field', 'result.v1.json', { ...bare(), more: 1 }, /^\$\.more is not published$/u],
    ['another outcome', 'result.v1.json', { ...bare(), outcome: 'fine' }, /^\$\.outcome is none of /u],
    ['another exit code', 'result.v1.json', { ...bare(), exitCode: 9 }, /^\$\.exitCode is none of /u],
    ['another schema', 'result.v1.json', { ...bare(), schema: 'registryctl.dev/result/v2' }, /^\$\.schema is not /u],
    ['no list', 'result.v1.json', { ...bare(), written: 'a' }, /^\$\.written is string, not array$/u],
    ['a level that there is not', 'result.v1.json', { ...bare(), findings: [{ ...FINDINGS[0], level: 'bad' }] }, /^\$\.findings\[0\]\.level is none of /u],
    ['a finding without a message', 'result.v1.json', { ...bare(), findings: [{ code: 'RC-X', level: 'info', subject: 's' }] }, /^\$\.findings\[0\]\.message is missing$/u],
    ['a status without a verdict', 'status.v1.json', { ...status, verdict: undefined }, /^\$\.verdict is missing$/u],
    ['pods that are no number', 'status.v1.json', { ...status, pods: { ready: '2', wanted: 2, problems: [] } }, /ready is string|fits 0 of/u],
    ['a plan without a digest', 'plan.v1.json', { ...plan, digest: undefined }, /^\$\.digest is missing$/u],
  ])('%s', (_name, file, value, words) => {
    expect(faults(JSON.parse(JSON.stringify(value)), file).join('\n')).toMatch(words);
  });
});
